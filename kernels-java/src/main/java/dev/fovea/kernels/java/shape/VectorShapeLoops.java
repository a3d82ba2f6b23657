package dev.fovea.kernels.java.shape;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** A vector at a time; the last elements, fewer than a vector, one by one. */
final class VectorShapeLoops extends ScalarShapeLoops {
  /** Rows and columns of a tile that is transposed in registers, on machines of any width. */
  private static final int TILE = 4;

  private static final VectorSpecies<Float> QUAD = FloatVector.SPECIES_128;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final VectorShuffle<Float> FIRST_HALVES = VectorShuffle.makeZip(QUAD, 0);
  private static final VectorShuffle<Float> SECOND_HALVES = VectorShuffle.makeZip(QUAD, 1);

  private static long bytes(long elements) {
    return elements * Float.BYTES;
  }

  @Override
  public void transpose(
      MemorySegment x,
      long xBegin,
      long xStride,
      MemorySegment y,
      long yBegin,
      long yStride,
      int rows,
      int columns) {
    int wholeRows = rows - rows % TILE;
    int wholeColumns = columns - columns % TILE;
    for (int c = 0; c < wholeColumns; c += TILE) {
      for (int r = 0; r < wholeRows; r += TILE) {
        transposeTile(
            x,
            bytes(xBegin + r * xStride + c),
            bytes(xStride),
            y,
            bytes(yBegin + c * yStride + r),
            bytes(yStride));
      }
    }
    super.transpose(
        x,
        xBegin + wholeRows * xStride,
        xStride,
        y,
        yBegin + wholeRows,
        yStride,
        rows - wholeRows,
        columns);
    super.transpose(
        x,
        xBegin + wholeColumns,
        xStride,
        y,
        yBegin + wholeColumns * yStride,
        yStride,
        wholeRows,
        columns - wholeColumns);
  }

  private static void transposeTile(
      MemorySegment x, long from, long xStride, MemorySegment y, long to, long yStride) {
    var row0 = quad(x, from);
    var row1 = quad(x, from + xStride);
    var row2 = quad(x, from + 2 * xStride);
    var row3 = quad(x, from + 3 * xStride);
    var even01 = row0.rearrange(FIRST_HALVES, row2);
    var odd01 = row1.rearrange(FIRST_HALVES, row3);
    var even23 = row0.rearrange(SECOND_HALVES, row2);
    var odd23 = row1.rearrange(SECOND_HALVES, row3);
    even01.rearrange(FIRST_HALVES, odd01).intoMemorySegment(y, to, ORDER);
    even01.rearrange(SECOND_HALVES, odd01).intoMemorySegment(y, to + yStride, ORDER);
    even23.rearrange(FIRST_HALVES, odd23).intoMemorySegment(y, to + 2 * yStride, ORDER);
    even23.rearrange(SECOND_HALVES, odd23).intoMemorySegment(y, to + 3 * yStride, ORDER);
  }

  private static FloatVector quad(MemorySegment memory, long at) {
    return FloatVector.fromMemorySegment(QUAD, memory, at, ORDER);
  }

  @Override
  public void blend(
      MemorySegment x,
      long aBegin,
      long bBegin,
      float weight,
      MemorySegment y,
      long yBegin,
      int count) {
    int whole = Lanes.SPECIES.loopBound(count);
    float rest = 1 - weight;
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      var a = Lanes.load(x, bytes(aBegin + i)).mul(rest);
      var b = Lanes.load(x, bytes(bBegin + i)).mul(weight);
      Lanes.store(a.add(b), y, bytes(yBegin + i));
    }
    super.blend(x, aBegin + whole, bBegin + whole, weight, y, yBegin + whole, count - whole);
  }

  @Override
  public void addScaled(
      float weight, MemorySegment x, long xBegin, MemorySegment y, long yBegin, int count) {
    int whole = Lanes.SPECIES.loopBound(count);
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      long at = bytes(yBegin + i);
      var share = Lanes.load(x, bytes(xBegin + i)).mul(weight);
      Lanes.store(Lanes.load(y, at).add(share), y, at);
    }
    super.addScaled(weight, x, xBegin + whole, y, yBegin + whole, count - whole);
  }
}
