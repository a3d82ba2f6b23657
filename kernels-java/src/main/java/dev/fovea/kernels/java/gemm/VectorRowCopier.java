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
      MemorySegment target,
      long targetAt,
      int width) {
    long step = (long) width * Float.BYTES;
    if (columns == 2 * LANES) {
      for (int i = 0; i < rows; i++) {
        long from = at + i * rowBytes;
        long to = targetAt + i * step;
        Lanes.store(Lanes.load(source, from), target, to);
        Lanes.store(Lanes.load(source, from + Lanes.BYTES), target, to + Lanes.BYTES);
      }
      return;
    }
    for (int j = 0; j < columns; j += LANES) {
      var mask = Lanes.first(Math.min(LANES, columns - j));
      long column = (long) j * Float.BYTES;
      for (int i = 0; i < rows; i++) {
        var values = Lanes.load(source, at + i * rowBytes + column, mask);
        Lanes.store(values, target, targetAt + i * step + column);
      }
    }
  }
}
