package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vector by vector: a row is too short to repay a call of a copying routine. What lies behind a
 * partial panel's columns is copied with them wherever it is memory, for masks cost more than that.
 */
final class VectorRowCopier implements RowCopier {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final ByteOrder ORDER = Lanes.ORDER;
  private static final int LANES = Lanes.COUNT;
  private static final int BYTES = Lanes.BYTES;

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
    int whole = whole(source.byteSize() - at - step, rowBytes, rows);
    if (width == LANES) {
      vectors(source, at, rowBytes, whole, target, targetAt);
    } else {
      pairs(source, at, rowBytes, whole, target, targetAt);
    }
    if (whole < rows) {
      long from = at + whole * rowBytes;
      long to = targetAt + whole * step;
      masked(source, from, rowBytes, rows - whole, columns, target, to, width);
    }
  }

  /** Rows of which all vectors lie in memory, where so many bytes follow the first row's. */
  private static int whole(long behind, long rowBytes, int rows) {
    if (behind < 0) {
      return 0;
    }
    return behind >= (rows - 1) * rowBytes ? rows : (int) (behind / rowBytes) + 1;
  }

  private static void vectors(
      MemorySegment source, long at, long rowBytes, int rows, MemorySegment target, long to) {
    for (int i = 0; i < rows; i++) {
      FloatVector.fromMemorySegment(SPECIES, source, at + i * rowBytes, ORDER)
          .intoMemorySegment(target, to + (long) i * BYTES, ORDER);
    }
  }

  private static void pairs(
      MemorySegment source, long at, long rowBytes, int rows, MemorySegment target, long to) {
    for (int i = 0; i < rows; i++) {
      long from = at + i * rowBytes;
      long there = to + 2L * i * BYTES;
      FloatVector.fromMemorySegment(SPECIES, source, from, ORDER)
          .intoMemorySegment(target, there, ORDER);
      FloatVector.fromMemorySegment(SPECIES, source, from + BYTES, ORDER)
          .intoMemorySegment(target, there + BYTES, ORDER);
    }
  }

  private static void masked(
      MemorySegment source,
      long at,
      long rowBytes,
      int rows,
      int columns,
      MemorySegment target,
      long targetAt,
      int width) {
    long step = (long) width * Float.BYTES;
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
