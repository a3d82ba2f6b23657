package dev.fovea.bench.work;

import java.util.Optional;

/** One implementation of one row's work, ready to be called again and again. */
public interface Contender extends AutoCloseable {
  /** Called before each of its turns, outside the measured time. */
  default void begin() {}

  /** The measured call; its result is complete when it returns. */
  void run();

  /** The first result of the last call, in Fovea's layout; empty if it can't be compared. */
  default Optional<float[]> result() {
    return Optional.empty();
  }

  /** Gives memory back. */
  @Override
  void close();
}
