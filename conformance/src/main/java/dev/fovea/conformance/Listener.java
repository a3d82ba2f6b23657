package dev.fovea.conformance;

/** Told of every case as it ends, for progress bars and logs. */
public interface Listener {
  /** Hears nothing. */
  Listener NONE = new Listener() {};

  /** The run has this many cases. */
  default void started(int cases) {}

  /** One case has ended. */
  default void finished(Outcome outcome) {}
}
