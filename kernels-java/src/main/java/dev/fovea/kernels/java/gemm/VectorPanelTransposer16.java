package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Squares of 16 steps of 16 columns in registers, for 512 bits: the stages of {@link
 * VectorTransposer16}, written again because rows must be locals. (Copied to an array, transposed
 * there and copied to the panel, packing took a quarter of a product of 64×400×120.)
 */
final class VectorPanelTransposer16 implements PanelTransposer {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final ByteOrder ORDER = Lanes.ORDER;
  private static final VectorShuffle<Float> SWAP8 = VectorTransposer16.swap(8);
  private static final VectorMask<Float> UPPER8 = VectorTransposer16.upper(8);
  private static final VectorShuffle<Float> SWAP4 = VectorTransposer16.swap(4);
  private static final VectorMask<Float> UPPER4 = VectorTransposer16.upper(4);
  private static final VectorShuffle<Float> SWAP2 = VectorTransposer16.swap(2);
  private static final VectorMask<Float> UPPER2 = VectorTransposer16.upper(2);
  private static final VectorShuffle<Float> SWAP1 = VectorTransposer16.swap(1);
  private static final VectorMask<Float> UPPER1 = VectorTransposer16.upper(1);

  @Override
  public void transpose(
      MemorySegment source,
      long at,
      long stride,
      int columns,
      int steps,
      MemorySegment target,
      long to,
      int width) {
    long step = (long) width * Float.BYTES;
    for (int j = 0; j < columns; j += SIDE) {
      int last = Math.min(SIDE, columns - j) - 1;
      for (int done = 0; done < steps; done += SIDE) {
        int k = Math.min(done, steps - SIDE); // the last square may overlap the one before
        long from = at + j * stride + (long) k * Float.BYTES;
        square(source, from, stride, last, target, to + k * step + (long) j * Float.BYTES, step);
      }
    }
  }

  private static void square(
      MemorySegment source,
      long at,
      long stride,
      int last,
      MemorySegment target,
      long to,
      long step) {
    var columns = source.asSlice(at, last * stride + Lanes.BYTES);
    var steps = target.asSlice(to, (SIDE - 1) * step + Lanes.BYTES);
    var row0 = FloatVector.fromMemorySegment(SPECIES, columns, 0, ORDER);
    var row1 = FloatVector.fromMemorySegment(SPECIES, columns, Math.min(1, last) * stride, ORDER);
    var row2 = FloatVector.fromMemorySegment(SPECIES, columns, Math.min(2, last) * stride, ORDER);
    var row3 = FloatVector.fromMemorySegment(SPECIES, columns, Math.min(3, last) * stride, ORDER);
    var row4 = FloatVector.fromMemorySegment(SPECIES, columns, Math.min(4, last) * stride, ORDER);
    var row5 = FloatVector.fromMemorySegment(SPECIES, columns, Math.min(5, last) * stride, ORDER);
    var row6 = FloatVector.fromMemorySegment(SPECIES, columns, Math.min(6, last) * stride, ORDER);
    var row7 = FloatVector.fromMemorySegment(SPECIES, columns, Math.min(7, last) * stride, ORDER);
    var row8 = FloatVector.fromMemorySegment(SPECIES, columns, Math.min(8, last) * stride, ORDER);
    var row9 = FloatVector.fromMemorySegment(SPECIES, columns, Math.min(9, last) * stride, ORDER);
    var row10 = FloatVector.fromMemorySegment(SPECIES, columns, Math.min(10, last) * stride, ORDER);
    var row11 = FloatVector.fromMemorySegment(SPECIES, columns, Math.min(11, last) * stride, ORDER);
    var row12 = FloatVector.fromMemorySegment(SPECIES, columns, Math.min(12, last) * stride, ORDER);
    var row13 = FloatVector.fromMemorySegment(SPECIES, columns, Math.min(13, last) * stride, ORDER);
    var row14 = FloatVector.fromMemorySegment(SPECIES, columns, Math.min(14, last) * stride, ORDER);
    var row15 = FloatVector.fromMemorySegment(SPECIES, columns, Math.min(15, last) * stride, ORDER);
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
    one0.intoMemorySegment(steps, 0, ORDER);
    one1.intoMemorySegment(steps, step, ORDER);
    one2.intoMemorySegment(steps, 2 * step, ORDER);
    one3.intoMemorySegment(steps, 3 * step, ORDER);
    one4.intoMemorySegment(steps, 4 * step, ORDER);
    one5.intoMemorySegment(steps, 5 * step, ORDER);
    one6.intoMemorySegment(steps, 6 * step, ORDER);
    one7.intoMemorySegment(steps, 7 * step, ORDER);
    one8.intoMemorySegment(steps, 8 * step, ORDER);
    one9.intoMemorySegment(steps, 9 * step, ORDER);
    one10.intoMemorySegment(steps, 10 * step, ORDER);
    one11.intoMemorySegment(steps, 11 * step, ORDER);
    one12.intoMemorySegment(steps, 12 * step, ORDER);
    one13.intoMemorySegment(steps, 13 * step, ORDER);
    one14.intoMemorySegment(steps, 14 * step, ORDER);
    one15.intoMemorySegment(steps, 15 * step, ORDER);
  }
}
