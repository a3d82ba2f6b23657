package dev.fovea.engine.train;

/** Is told how training goes, on the training thread; what it throws ends training. */
public interface TrainingListener {
  /** Listens to nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /** After each step. */
  default void onStep(StepReport report) {}

  /** After each epoch, when its checkpoint has been written. */
  default void onEpoch(EpochReport report) {}
}
