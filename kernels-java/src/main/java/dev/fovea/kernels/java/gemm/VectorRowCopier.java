package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;

/** Vector by vector: a row is too short to repay a call of a copying routine. */
final class VectorRowCopier implements RowCopier {
  private static final int LANES = Lanes.COUNT;

  @Override
  public void copy(
      MemorySegment source,
      long at,
      long rowBytes,
      int rows,
      int columns,
      float[] target,
      int targetAt,
      int width) {
    if (columns == 2 * LANES) {
      for (int i = 0; i < rows; i++) {
        long from = at + i * rowBytes;
        int to = targetAt + i * 2 * LANES;
        Lanes.load(source, from).intoArray(target, to);
        Lanes.load(source, from + Lanes.BYTES).intoArray(target, to + LANES);
      }
      return;
    }
    for (int j = 0; j < columns; j += LANES) {
      var mask = Lanes.first(Math.min(LANES, columns - j));
      for (int i = 0; i < rows; i++) {
        long from = at + i * rowBytes + (long) j * Float.BYTES;
        Lanes.load(source, from, mask).intoArray(target, targetAt + i * width + j);
      }
    }
  }
}
