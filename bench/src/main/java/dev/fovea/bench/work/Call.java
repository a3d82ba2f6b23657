package dev.fovea.bench.work;

/** One call of the SPI with its operands in place. */
@FunctionalInterface
public interface Call extends AutoCloseable {
  /** Calls it. */
  void run();

  /** Gives back what was prepared; the operands are others'. */
  @Override
  default void close() {}
}
