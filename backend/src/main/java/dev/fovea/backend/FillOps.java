package dev.fovea.backend;

import dev.fovea.backend.op.Fill;

/** New content and copies. */
public interface FillOps {
  /**
   * See {@link Fill}.
   *
   * @param random where in the stream to begin; null for a constant
   */
  void fill(Fill op, RandomState random, Buffer y);

  /**
   * Copies {@code length} elements between buffers of one type; ranges of one buffer may not
   * overlap.
   */
  void copy(Buffer source, long sourceOffset, Buffer target, long targetOffset, long length);
}
