package dev.fovea.cli;

import dev.fovea.backend.Backend;
import dev.fovea.engine.data.TrainTest;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.train.Recipe;
import dev.fovea.engine.train.TrainingListener;
import dev.fovea.engine.train.TrainingResult;
import java.util.List;

/** Tells the user how training goes. Closing it leaves the terminal clean, whatever happened. */
interface TrainReport extends TrainingListener, AutoCloseable {
  /**
   * Before the first step.
   *
   * @param epochsDone epochs that a checkpoint brought
   */
  void begin(Layer model, TrainTest data, Backend backend, Recipe recipe, int epochsDone);

  /** When all is trained and written. */
  void end(TrainingResult result, List<String> classes, Backend backend, ResultFiles files);

  @Override
  void close();
}
