package dev.fovea.backend;

import dev.fovea.backend.op.Pool2d;

/** Max and average pooling. */
public interface PoolingOps {
  /**
   * See {@link Pool2d}.
   *
   * @param indices for a maximum: int32 of y's shape, filled with the winner's position {@code
   *     row·W + column} in its image; null if no gradient will be asked for. Null for an average
   */
  void pool2d(Pool2d op, Buffer x, Buffer y, Buffer indices);

  /**
   * {@code dx = ∂(Σ y·dy)/∂x}; dx {@code [N,H,W,C]} is overwritten.
   *
   * @param indices as {@link #pool2d} gave them; null for an average
   */
  void pool2dGradient(Pool2d op, Buffer dy, Buffer indices, Buffer dx);
}
