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

  /** Frees the filters. */
  @Override
  void close();
}
