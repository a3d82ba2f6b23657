package dev.fovea.kernels.java.simd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Folds each of several vectors to one value, several vectors at once: a step takes two vectors,
 * adds the halves of each, and keeps the one's result beside the other's. So as many vectors as
 * there are lanes cost less than a step each, where one alone would cost as many steps as its
 * number of lanes has bits, each waiting for the one before. The order of the operations is fixed.
 * Two steps go together: a loop over the memory for each costs more to begin than its additions.
 *
 * <p>Vectors lie one after the other from the memory's first byte on, {@link Lanes#BYTES} each, up
 * to a multiple of their lanes: values past the last are of no account. The memory is overwritten.
 */
public final class LaneFolds {
  private static final int BYTES = Lanes.BYTES;

  private static final VectorShuffle<Float> NEIGHBOUR = swap(1);
  private static final VectorShuffle<Float> SECOND = swap(2);
  private static final VectorShuffle<Float> FOURTH = swap(4);
  private static final VectorShuffle<Float> EIGHTH = swap(8);
  private static final VectorMask<Float> NEIGHBOUR_SET = lanesWith(1);
  private static final VectorMask<Float> SECOND_SET = lanesWith(2);
  private static final VectorMask<Float> FOURTH_SET = lanesWith(4);
  private static final VectorMask<Float> EIGHTH_SET = lanesWith(8);

  /** Lanes of {@link #sumsOfFour}. */
  public static final int SECOND_SUM = Lanes.COUNT / 2;

  public static final int THIRD_SUM = Lanes.COUNT / 4;
  public static final int FOURTH_SUM = SECOND_SUM + THIRD_SUM;

  private LaneFolds() {}

  /** Swaps lanes that lie so far apart. */
  private static VectorShuffle<Float> swap(int distance) {
    return VectorShuffle.fromOp(Lanes.SPECIES, i -> (i ^ distance) % Lanes.COUNT);
  }

  /** The lanes whose number has this bit. */
  private static VectorMask<Float> lanesWith(int bit) {
    var lanes = new boolean[Lanes.COUNT];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = (i & bit) != 0;
    }
    return VectorMask.fromArray(Lanes.SPECIES, lanes, 0);
  }

  /** Each vector's sum. */
  public static void sums(MemorySegment vectors, int count, float[] sums) {
    sums(vectors, count, sums, 0);
  }

  /** The same, from an element of {@code sums} on. */
  public static void sums(MemorySegment vectors, int count, float[] sums, int to) {
    for (int first = 0; first < count; first += Lanes.COUNT) {
      var some = some(vectors, first);
      if (Lanes.COUNT > 8) {
        for (int i = 0; i < 4 * BYTES; i += BYTES) {
          Lanes.store(sumsOfFour(some, i, 4, EIGHTH, EIGHTH_SET, FOURTH, FOURTH_SET), some, i);
        }
      } else if (Lanes.COUNT > 4) {
        for (int i = 0; i < 4 * BYTES; i += BYTES) {
          var a = Lanes.load(some, i);
          var b = Lanes.load(some, i + 4 * BYTES);
          Lanes.store(addHalves(a, b, FOURTH, FOURTH_SET), some, i);
        }
      }
      sumsOfFour(some, 0, 1, SECOND, SECOND_SET, NEIGHBOUR, NEIGHBOUR_SET)
          .intoArray(sums, to + first);
    }
  }

  /** As many vectors as there are lanes. */
  private static MemorySegment some(MemorySegment vectors, int first) {
    return vectors.asSlice((long) first * BYTES, (long) Lanes.COUNT * BYTES);
  }

  /** Two steps for four vectors, {@code apart} from each other. */
  private static FloatVector sumsOfFour(
      MemorySegment vectors,
      int at,
      int apart,
      VectorShuffle<Float> swap,
      VectorMask<Float> second,
      VectorShuffle<Float> nextSwap,
      VectorMask<Float> nextSecond) {
    int bytes = apart * BYTES;
    var a = Lanes.load(vectors, at);
    var b = Lanes.load(vectors, at + bytes);
    var c = Lanes.load(vectors, at + 2 * bytes);
    var d = Lanes.load(vectors, at + 3 * bytes);
    return addHalves(
        addHalves(a, c, swap, second), addHalves(b, d, swap, second), nextSwap, nextSecond);
  }

  /** A vector's sum in each of its lanes: of the same operations as {@link #sums}. */
  public static FloatVector spreadSum(FloatVector vector) {
    var sum = vector;
    if (Lanes.COUNT > 8) {
      sum = sum.add(sum.rearrange(EIGHTH));
    }
    if (Lanes.COUNT > 4) {
      sum = sum.add(sum.rearrange(FOURTH));
    }
    sum = sum.add(sum.rearrange(SECOND));
    return sum.add(sum.rearrange(NEIGHBOUR));
  }

  /** A vector's sum, of the same operations. */
  public static float sum(FloatVector vector) {
    return spreadSum(vector).lane(0);
  }

  /**
   * Four vectors' sums, of the same operations, which fill a quarter of the lanes each: the first
   * one's from lane 0 on, the second's from {@link #SECOND_SUM}, the others' from {@link
   * #THIRD_SUM} and {@link #FOURTH_SUM}. Half the operations of four {@link #sum}s.
   */
  public static FloatVector sumsOfFour(FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
    if (Lanes.COUNT > 8) {
      var sums =
          addHalves(
              addHalves(a, b, EIGHTH, EIGHTH_SET),
              addHalves(c, d, EIGHTH, EIGHTH_SET),
              FOURTH,
              FOURTH_SET);
      sums = sums.add(sums.rearrange(SECOND));
      return sums.add(sums.rearrange(NEIGHBOUR));
    }
    if (Lanes.COUNT > 4) {
      var sums =
          addHalves(
              addHalves(a, b, FOURTH, FOURTH_SET),
              addHalves(c, d, FOURTH, FOURTH_SET),
              SECOND,
              SECOND_SET);
      return sums.add(sums.rearrange(NEIGHBOUR));
    }
    return addHalves(
        addHalves(a, b, SECOND, SECOND_SET),
        addHalves(c, d, SECOND, SECOND_SET),
        NEIGHBOUR,
        NEIGHBOUR_SET);
  }

  /** Each lane and its partner's, the second vector's in the lanes of a set. */
  private static FloatVector addHalves(
      FloatVector a, FloatVector b, VectorShuffle<Float> swap, VectorMask<Float> second) {
    return a.blend(b, second).add(b.blend(a, second).rearrange(swap));
  }

  /** A vector's largest value in each of its lanes; where one is NaN, NaN in some of them. */
  public static FloatVector spreadMaximum(FloatVector vector) {
    var largest = vector;
    if (Lanes.COUNT > 8) {
      largest = FirstMaximum.larger(largest, largest.rearrange(EIGHTH));
    }
    if (Lanes.COUNT > 4) {
      largest = FirstMaximum.larger(largest, largest.rearrange(FOURTH));
    }
    largest = FirstMaximum.larger(largest, largest.rearrange(SECOND));
    return FirstMaximum.larger(largest, largest.rearrange(NEIGHBOUR));
  }

  /** Each vector's largest value; NaN is larger than any. */
  public static void maxima(MemorySegment vectors, int count, float[] largest) {
    for (int first = 0; first < count; first += Lanes.COUNT) {
      var some = some(vectors, first);
      if (Lanes.COUNT > 8) {
        for (int i = 0; i < 4 * BYTES; i += BYTES) {
          Lanes.store(maximaOfFour(some, i, 4, EIGHTH, EIGHTH_SET, FOURTH, FOURTH_SET), some, i);
        }
      } else if (Lanes.COUNT > 4) {
        for (int i = 0; i < 4 * BYTES; i += BYTES) {
          var a = Lanes.load(some, i);
          var b = Lanes.load(some, i + 4 * BYTES);
          Lanes.store(largerHalves(a, b, FOURTH, FOURTH_SET), some, i);
        }
      }
      maximaOfFour(some, 0, 1, SECOND, SECOND_SET, NEIGHBOUR, NEIGHBOUR_SET)
          .intoArray(largest, first);
    }
  }

  private static FloatVector maximaOfFour(
      MemorySegment vectors,
      int at,
      int apart,
      VectorShuffle<Float> swap,
      VectorMask<Float> second,
      VectorShuffle<Float> nextSwap,
      VectorMask<Float> nextSecond) {
    int bytes = apart * BYTES;
    var a = Lanes.load(vectors, at);
    var b = Lanes.load(vectors, at + bytes);
    var c = Lanes.load(vectors, at + 2 * bytes);
    var d = Lanes.load(vectors, at + 3 * bytes);
    return largerHalves(
        largerHalves(a, c, swap, second), largerHalves(b, d, swap, second), nextSwap, nextSecond);
  }

  private static FloatVector largerHalves(
      FloatVector a, FloatVector b, VectorShuffle<Float> swap, VectorMask<Float> second) {
    return a.blend(b, second).max(b.blend(a, second).rearrange(swap));
  }
}
