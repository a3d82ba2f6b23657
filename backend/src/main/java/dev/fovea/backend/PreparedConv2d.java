package dev.fovea.backend;

import dev.fovea.backend.op.Conv2d;

/**
 * A convolution with filters that don't change, in whatever form its backend multiplies by fastest:
 * packed, transformed, or as they were. It is a snapshot: what happens later to the buffer that the
 * filters came from doesn't matter. Made by {@link Backend#prepare}.
 */
public interface PreparedConv2d extends AutoCloseable {
  /** The convolution. */
  Conv2d op();

  /**
   * As {@link ContractionOps#conv2d} with the filters given once.
   *
   * @throws ShapeException if an operand doesn't fit, or it is closed
   */
  void run(Buffer x, Epilogue epilogue, Buffer y);

  /** Whether {@link #runInto} is there: results may be some channels of a wider image. */
  default boolean sharesOutput() {
    return false;
  }

  /**
   * The same, written to the channels from {@code first} on of an image {@code [N,H,W,channels]},
   * whose other channels stay as they are: so several convolutions write what would else be
   * concatenated.
   *
   * @param epilogue without an addend
   * @throws ShapeException if an operand doesn't fit, there are no such channels, it is closed, or
   *     it doesn't {@linkplain #sharesOutput share its output}
   */
  default void runInto(Buffer x, Epilogue epilogue, Buffer y, int first, int channels) {
    throw new ShapeException(op().operation() + ": these filters don't share their output");
  }

  /** Frees the filters. */
  @Override
  void close();
}
