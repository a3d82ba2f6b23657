package dev.fovea.bench.work;

import java.util.Optional;
import java.util.OptionalLong;

/** One implementation of one row's work, ready to be called again and again. */
public interface Contender extends AutoCloseable {
  /** Called before each of its turns, outside the measured time. */
  default void begin() {}

  /** The measured call; its result is complete when it returns. */
  void run();

  /** Undoes what earlier calls changed, so that the next one computes what the first one did. */
  default void reset() {}

  /** Nanoseconds of the last call by a clock of its own, if it has one: in another process, say. */
  default OptionalLong ownNanos() {
    return OptionalLong.empty();
  }

  /** The first result of the last call, in Fovea's layout; empty if it can't be compared. */
  default Optional<float[]> result() {
    return Optional.empty();
  }

  /** Gives memory back. */
  @Override
  void close();
}
