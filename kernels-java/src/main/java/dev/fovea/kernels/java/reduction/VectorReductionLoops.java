package dev.fovea.kernels.java.reduction;

import static dev.fovea.kernels.java.simd.DoubleLanes.HALF_BYTES;
import static dev.fovea.kernels.java.simd.DoubleLanes.widen;
import static dev.fovea.kernels.java.simd.Lanes.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.fovea.backend.op.Reduce;
import dev.fovea.kernels.java.simd.DoubleLanes;
import dev.fovea.kernels.java.simd.FirstMaximum;
import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** A vector at a time; the last elements, fewer than a vector, one by one. */
final class VectorReductionLoops extends ScalarReductionLoops {
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, Lanes.SPECIES.vectorShape());

  /** Elements of two vectors of doubles: two chains hide some of an addition's latency. */
  private static final int PAIR = 2 * DoubleLanes.COUNT;

  private static long bytes(long elements) {
    return elements * Float.BYTES;
  }

  @Override
  public double reduce(Reduce.Kind kind, MemorySegment x, long begin, int count) {
    int whole = count - count % (4 * PAIR);
    if (whole == 0) {
      return super.reduce(kind, x, begin, count);
    }
    long at = bytes(begin);
    int size = whole * Float.BYTES;
    double body =
        switch (kind) {
          case SUM, MEAN -> sum(x, at, size);
          case SUM_OF_SQUARES -> sumOfSquares(x, at, size);
          case MAX -> VectorExtremes.maximum(x, at, size);
          case MIN -> VectorExtremes.minimum(x, at, size);
        };
    return merge(kind, body, super.reduce(kind, x, begin + whole, count - whole));
  }

  private static double sum(MemorySegment x, long at, int size) {
    var from = x.asSlice(at, size);
    var a = DoubleVector.zero(DoubleLanes.SPECIES);
    var b = a;
    var c = a;
    var d = a;
    for (int i = 0; i < size; i += 4 * HALF_BYTES) { // four chains: one would wait for latency
      a = a.add(widen(from, i));
      b = b.add(widen(from, i + HALF_BYTES));
      c = c.add(widen(from, i + 2L * HALF_BYTES));
      d = d.add(widen(from, i + 3L * HALF_BYTES));
    }
    return DoubleLanes.sum(a.add(b).add(c.add(d)));
  }

  private static double sumOfSquares(MemorySegment x, long at, int size) {
    var from = x.asSlice(at, size);
    var a = DoubleVector.zero(DoubleLanes.SPECIES);
    var b = a;
    for (int i = 0; i < size; i += 2 * HALF_BYTES) {
      var u = widen(from, i);
      var v = widen(from, i + HALF_BYTES);
      a = a.add(u.mul(u));
      b = b.add(v.mul(v));
    }
    return DoubleLanes.sum(a.add(b));
  }

  @Override
  public int enough(Reduce.Kind kind, int columns) {
    boolean wholeRows = columns > 0 && VectorContiguousColumns.COUNT % columns == 0;
    return wholeRows && VectorColumnReduction.adds(kind)
        ? VectorContiguousColumns.COUNT
        : super.enough(kind, columns);
  }

  @Override
  public void reduceColumns(
      Reduce.Kind kind,
      MemorySegment x,
      long begin,
      long stride,
      int rows,
      int columns,
      MemorySegment accumulators) {
    int whole = DoubleLanes.SPECIES.loopBound(columns);
    VectorColumnReduction.reduce(kind, x, begin, stride, rows, whole, accumulators);
    reduceColumns(kind, x, begin, stride, rows, whole, columns, accumulators);
  }

  @Override
  public int argMax(MemorySegment x, long begin, int count) {
    int whole = Lanes.SPECIES.loopBound(count);
    if (whole == 0) {
      return super.argMax(x, begin, count);
    }
    long at = bytes(begin);
    int best = argMaxOfWhole(x, at, whole);
    float largest = x.getAtIndex(JAVA_FLOAT, begin + best);
    for (int i = whole; i < count; i++) {
      float value = x.getAtIndex(JAVA_FLOAT, begin + i);
      if (beats(value, largest)) {
        best = i;
        largest = value;
      }
    }
    return best;
  }

  private static int argMaxOfWhole(MemorySegment x, long at, int count) {
    var from = x.asSlice(at, bytes(count));
    var best = Lanes.load(from, 0);
    var index = IntVector.zero(INTS).addIndex(1);
    var positions = index;
    for (int i = Lanes.COUNT; i < count; i += Lanes.COUNT) {
      positions = positions.add(Lanes.COUNT);
      var value = Lanes.load(from, bytes(i));
      var loses = FirstMaximum.loses(value, best);
      best = value.blend(best, loses);
      index = positions.blend(index, loses.cast(INTS));
    }
    float largest = best.reduceLanes(VectorOperators.MAX);
    var winners =
        Float.isNaN(largest)
            ? best.test(VectorOperators.IS_NAN)
            : best.compare(VectorOperators.EQ, largest);
    return index.reduceLanes(VectorOperators.MIN, winners.cast(INTS));
  }

  @Override
  public void argMaxColumns(
      MemorySegment x,
      long begin,
      long stride,
      int rows,
      int columns,
      MemorySegment y,
      long yBegin) {
    int whole = Lanes.SPECIES.loopBound(columns);
    for (int c = 0; c < whole; c += Lanes.COUNT) {
      long at = bytes(begin + c);
      var best = Lanes.load(x, at);
      var index = IntVector.zero(INTS);
      for (int row = 1; row < rows; row++) {
        var value = Lanes.load(x, at + row * bytes(stride));
        var loses = FirstMaximum.loses(value, best);
        best = value.blend(best, loses);
        index = IntVector.broadcast(INTS, row).blend(index, loses.cast(INTS));
      }
      index.intoMemorySegment(y, bytes(yBegin + c), ORDER);
    }
    super.argMaxColumns(x, begin + whole, stride, rows, columns - whole, y, yBegin + whole);
  }
}
