package dev.fovea.kernels.java.shape;

import static dev.fovea.kernels.java.simd.Lanes.ORDER;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * A vector at a time; the last elements, fewer than a vector, one by one. The loops are short and
 * inlined several to a caller, whose size exceeds C2's budget: then it inlines the Vector API's own
 * methods alone, and a vector that passes through another one is allocated.
 */
final class VectorShapeLoops extends ScalarShapeLoops {
  /** Rows and columns of a tile that is transposed in registers, on machines of any width. */
  private static final int TILE = 4;

  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final VectorSpecies<Float> QUAD = FloatVector.SPECIES_128;
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
    var row0 = FloatVector.fromMemorySegment(QUAD, x, from, ORDER);
    var row1 = FloatVector.fromMemorySegment(QUAD, x, from + xStride, ORDER);
    var row2 = FloatVector.fromMemorySegment(QUAD, x, from + 2 * xStride, ORDER);
    var row3 = FloatVector.fromMemorySegment(QUAD, x, from + 3 * xStride, ORDER);
    var even01 = row0.rearrange(FIRST_HALVES, row2);
    var odd01 = row1.rearrange(FIRST_HALVES, row3);
    var even23 = row0.rearrange(SECOND_HALVES, row2);
    var odd23 = row1.rearrange(SECOND_HALVES, row3);
    even01.rearrange(FIRST_HALVES, odd01).intoMemorySegment(y, to, ORDER);
    even01.rearrange(SECOND_HALVES, odd01).intoMemorySegment(y, to + yStride, ORDER);
    even23.rearrange(FIRST_HALVES, odd23).intoMemorySegment(y, to + 2 * yStride, ORDER);
    even23.rearrange(SECOND_HALVES, odd23).intoMemorySegment(y, to + 3 * yStride, ORDER);
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
    int whole = SPECIES.loopBound(count);
    float rest = 1 - weight;
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      var a = FloatVector.fromMemorySegment(SPECIES, x, bytes(aBegin + i), ORDER).mul(rest);
      var b = FloatVector.fromMemorySegment(SPECIES, x, bytes(bBegin + i), ORDER).mul(weight);
      a.add(b).intoMemorySegment(y, bytes(yBegin + i), ORDER);
    }
    super.blend(x, aBegin + whole, bBegin + whole, weight, y, yBegin + whole, count - whole);
  }

  @Override
  public void addScaled(
      float weight, MemorySegment x, long xBegin, MemorySegment y, long yBegin, int count) {
    int whole = SPECIES.loopBound(count);
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      long at = bytes(yBegin + i);
      var share = FloatVector.fromMemorySegment(SPECIES, x, bytes(xBegin + i), ORDER).mul(weight);
      FloatVector.fromMemorySegment(SPECIES, y, at, ORDER)
          .add(share)
          .intoMemorySegment(y, at, ORDER);
    }
    super.addScaled(weight, x, xBegin + whole, y, yBegin + whole, count - whole);
  }
}
