package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes squares of 16 steps of up to 16 rows in registers, for 512 bits: in four stages, rows
 * 8, 4, 2 and 1 apart exchange what lies beyond the diagonal of squares of twice that side. (A
 * quarter of the time of moving value by value.) Unrolled by hand: rows must be locals to stay in
 * registers.
 */
final class VectorTransposer16 implements Transposer {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int SIDE = 16;

  /** Fewer rows take less time value by value. */
  private static final int FEWEST_ROWS = 4;

  private static final VectorShuffle<Float> SWAP8 = swap(8);
  private static final VectorMask<Float> UPPER8 = upper(8);
  private static final VectorShuffle<Float> SWAP4 = swap(4);
  private static final VectorMask<Float> UPPER4 = upper(4);
  private static final VectorShuffle<Float> SWAP2 = swap(2);
  private static final VectorMask<Float> UPPER2 = upper(2);
  private static final VectorShuffle<Float> SWAP1 = swap(1);
  private static final VectorMask<Float> UPPER1 = upper(1);

  private final ScalarTransposer rest = new ScalarTransposer();

  /** Exchanges lanes that lie so far apart. */
  static VectorShuffle<Float> swap(int distance) {
    return VectorShuffle.fromOp(SPECIES, lane -> lane ^ distance);
  }

  /** The second of each two groups of lanes. */
  static VectorMask<Float> upper(int distance) {
    long lanes = 0;
    for (int lane = 0; lane < SIDE; lane++) {
      lanes |= (lane & distance) == 0 ? 0 : 1L << lane;
    }
    return VectorMask.fromLong(SPECIES, lanes);
  }

  @Override
  public void transpose(
      float[] source, int from, int stride, int rows, int steps, float[] target, int to, int step) {
    int k = 0;
    for (; rows >= FEWEST_ROWS && k <= steps - SIDE; k += SIDE) {
      square(source, from + k, stride, rows - 1, target, to + k * step, step);
    }
    rest.transpose(source, from + k, stride, rows, steps - k, target, to + k * step, step);
  }

  private static void square(
      float[] source, int from, int stride, int last, float[] target, int to, int step) {
    var row0 = load(source, from);
    var row1 = load(source, from + Math.min(1, last) * stride);
    var row2 = load(source, from + Math.min(2, last) * stride);
    var row3 = load(source, from + Math.min(3, last) * stride);
    var row4 = load(source, from + Math.min(4, last) * stride);
    var row5 = load(source, from + Math.min(5, last) * stride);
    var row6 = load(source, from + Math.min(6, last) * stride);
    var row7 = load(source, from + Math.min(7, last) * stride);
    var row8 = load(source, from + Math.min(8, last) * stride);
    var row9 = load(source, from + Math.min(9, last) * stride);
    var row10 = load(source, from + Math.min(10, last) * stride);
    var row11 = load(source, from + Math.min(11, last) * stride);
    var row12 = load(source, from + Math.min(12, last) * stride);
    var row13 = load(source, from + Math.min(13, last) * stride);
    var row14 = load(source, from + Math.min(14, last) * stride);
    var row15 = load(source, from + last * stride);
    var eight0 = row0.blend(row8.rearrange(SWAP8), UPPER8);
    var eight8 = row0.rearrange(SWAP8).blend(row8, UPPER8);
    var eight1 = row1.blend(row9.rearrange(SWAP8), UPPER8);
    var eight9 = row1.rearrange(SWAP8).blend(row9, UPPER8);
    var eight2 = row2.blend(row10.rearrange(SWAP8), UPPER8);
    var eight10 = row2.rearrange(SWAP8).blend(row10, UPPER8);
    var eight3 = row3.blend(row11.rearrange(SWAP8), UPPER8);
    var eight11 = row3.rearrange(SWAP8).blend(row11, UPPER8);
    var eight4 = row4.blend(row12.rearrange(SWAP8), UPPER8);
    var eight12 = row4.rearrange(SWAP8).blend(row12, UPPER8);
    var eight5 = row5.blend(row13.rearrange(SWAP8), UPPER8);
    var eight13 = row5.rearrange(SWAP8).blend(row13, UPPER8);
    var eight6 = row6.blend(row14.rearrange(SWAP8), UPPER8);
    var eight14 = row6.rearrange(SWAP8).blend(row14, UPPER8);
    var eight7 = row7.blend(row15.rearrange(SWAP8), UPPER8);
    var eight15 = row7.rearrange(SWAP8).blend(row15, UPPER8);
    var four0 = eight0.blend(eight4.rearrange(SWAP4), UPPER4);
    var four4 = eight0.rearrange(SWAP4).blend(eight4, UPPER4);
    var four1 = eight1.blend(eight5.rearrange(SWAP4), UPPER4);
    var four5 = eight1.rearrange(SWAP4).blend(eight5, UPPER4);
    var four2 = eight2.blend(eight6.rearrange(SWAP4), UPPER4);
    var four6 = eight2.rearrange(SWAP4).blend(eight6, UPPER4);
    var four3 = eight3.blend(eight7.rearrange(SWAP4), UPPER4);
    var four7 = eight3.rearrange(SWAP4).blend(eight7, UPPER4);
    var four8 = eight8.blend(eight12.rearrange(SWAP4), UPPER4);
    var four12 = eight8.rearrange(SWAP4).blend(eight12, UPPER4);
    var four9 = eight9.blend(eight13.rearrange(SWAP4), UPPER4);
    var four13 = eight9.rearrange(SWAP4).blend(eight13, UPPER4);
    var four10 = eight10.blend(eight14.rearrange(SWAP4), UPPER4);
    var four14 = eight10.rearrange(SWAP4).blend(eight14, UPPER4);
    var four11 = eight11.blend(eight15.rearrange(SWAP4), UPPER4);
    var four15 = eight11.rearrange(SWAP4).blend(eight15, UPPER4);
    var two0 = four0.blend(four2.rearrange(SWAP2), UPPER2);
    var two2 = four0.rearrange(SWAP2).blend(four2, UPPER2);
    var two1 = four1.blend(four3.rearrange(SWAP2), UPPER2);
    var two3 = four1.rearrange(SWAP2).blend(four3, UPPER2);
    var two4 = four4.blend(four6.rearrange(SWAP2), UPPER2);
    var two6 = four4.rearrange(SWAP2).blend(four6, UPPER2);
    var two5 = four5.blend(four7.rearrange(SWAP2), UPPER2);
    var two7 = four5.rearrange(SWAP2).blend(four7, UPPER2);
    var two8 = four8.blend(four10.rearrange(SWAP2), UPPER2);
    var two10 = four8.rearrange(SWAP2).blend(four10, UPPER2);
    var two9 = four9.blend(four11.rearrange(SWAP2), UPPER2);
    var two11 = four9.rearrange(SWAP2).blend(four11, UPPER2);
    var two12 = four12.blend(four14.rearrange(SWAP2), UPPER2);
    var two14 = four12.rearrange(SWAP2).blend(four14, UPPER2);
    var two13 = four13.blend(four15.rearrange(SWAP2), UPPER2);
    var two15 = four13.rearrange(SWAP2).blend(four15, UPPER2);
    var one0 = two0.blend(two1.rearrange(SWAP1), UPPER1);
    var one1 = two0.rearrange(SWAP1).blend(two1, UPPER1);
    var one2 = two2.blend(two3.rearrange(SWAP1), UPPER1);
    var one3 = two2.rearrange(SWAP1).blend(two3, UPPER1);
    var one4 = two4.blend(two5.rearrange(SWAP1), UPPER1);
    var one5 = two4.rearrange(SWAP1).blend(two5, UPPER1);
    var one6 = two6.blend(two7.rearrange(SWAP1), UPPER1);
    var one7 = two6.rearrange(SWAP1).blend(two7, UPPER1);
    var one8 = two8.blend(two9.rearrange(SWAP1), UPPER1);
    var one9 = two8.rearrange(SWAP1).blend(two9, UPPER1);
    var one10 = two10.blend(two11.rearrange(SWAP1), UPPER1);
    var one11 = two10.rearrange(SWAP1).blend(two11, UPPER1);
    var one12 = two12.blend(two13.rearrange(SWAP1), UPPER1);
    var one13 = two12.rearrange(SWAP1).blend(two13, UPPER1);
    var one14 = two14.blend(two15.rearrange(SWAP1), UPPER1);
    var one15 = two14.rearrange(SWAP1).blend(two15, UPPER1);
    one0.intoArray(target, to);
    one1.intoArray(target, to + step);
    one2.intoArray(target, to + 2 * step);
    one3.intoArray(target, to + 3 * step);
    one4.intoArray(target, to + 4 * step);
    one5.intoArray(target, to + 5 * step);
    one6.intoArray(target, to + 6 * step);
    one7.intoArray(target, to + 7 * step);
    one8.intoArray(target, to + 8 * step);
    one9.intoArray(target, to + 9 * step);
    one10.intoArray(target, to + 10 * step);
    one11.intoArray(target, to + 11 * step);
    one12.intoArray(target, to + 12 * step);
    one13.intoArray(target, to + 13 * step);
    one14.intoArray(target, to + 14 * step);
    one15.intoArray(target, to + 15 * step);
  }

  private static FloatVector load(float[] source, int from) {
    return FloatVector.fromArray(SPECIES, source, from);
  }
}
