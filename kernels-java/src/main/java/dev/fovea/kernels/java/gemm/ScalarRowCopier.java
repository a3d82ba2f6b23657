package dev.fovea.kernels.java.gemm;

/** Row by row. */
final class ScalarRowCopier implements RowCopier {
  @Override
  public void copy(
      float[] source, int sourceAt, int stride, int rows, float[] target, int targetAt, int width) {
    for (int i = 0; i < rows; i++) {
      System.arraycopy(source, sourceAt + i * stride, target, targetAt + i * width, width);
    }
  }
}
