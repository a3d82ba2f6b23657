package dev.fovea.kernels.java.gemm;

/** Copies rows into a packed panel. */
interface RowCopier {
  /**
   * {@code target[targetAt + i · width + j] = source[sourceAt + i · stride + j]} for all j below
   * width, which is one or two vectors.
   */
  void copy(
      float[] source, int sourceAt, int stride, int rows, float[] target, int targetAt, int width);
}
