package dev.fovea.kernels.java.random;

import static dev.fovea.backend.random.Philox.MULTIPLIER_0;
import static dev.fovea.backend.random.Philox.MULTIPLIER_1;
import static dev.fovea.backend.random.Philox.ROUNDS;
import static dev.fovea.backend.random.Philox.WEYL_0;
import static dev.fovea.backend.random.Philox.WEYL_1;
import static dev.fovea.kernels.java.simd.Lanes.ORDER;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * As many blocks at a time as a vector has 64-bit lanes: each lane holds one 32-bit word of its
 * block's state, so that the product of two words keeps its upper half.
 */
final class VectorUniformLoops implements UniformLoops {
  private static final VectorSpecies<Long> LONGS =
      VectorSpecies.of(long.class, Lanes.SPECIES.vectorShape());

  private static final long WORD = 0xFFFFFFFFL;

  /** Takes lanes of two vectors in turn: the first halves, and the second halves. */
  private static final VectorShuffle<Long> FIRST_HALVES = VectorShuffle.makeZip(LONGS, 0);

  private static final VectorShuffle<Long> SECOND_HALVES = VectorShuffle.makeZip(LONGS, 1);

  @Override
  public void fill(long seed, long firstBlock, MemorySegment floats, int blocks) {
    var numbers = LongVector.broadcast(LONGS, firstBlock).addIndex(1);
    int step = LONGS.length();
    for (int block = 0; block < blocks; block += step) {
      batch((int) seed, (int) (seed >>> 32), numbers.add(block), floats, 16L * block);
    }
  }

  /** See {@link dev.fovea.backend.random.Philox#block}. */
  private static void batch(int key0, int key1, LongVector numbers, MemorySegment floats, long at) {
    var c0 = numbers.and(WORD);
    var c1 = numbers.lanewise(LSHR, 32);
    var c2 = LongVector.zero(LONGS);
    var c3 = LongVector.zero(LONGS);
    int k0 = key0;
    int k1 = key1;
    for (int round = 0; round < ROUNDS; round++) {
      var p0 = c0.and(WORD).mul(MULTIPLIER_0 & WORD);
      var p1 = c2.and(WORD).mul(MULTIPLIER_1 & WORD);
      c0 =
          p1.lanewise(LSHR, 32)
              .lanewise(VectorOperators.XOR, c1)
              .lanewise(VectorOperators.XOR, k0 & WORD);
      c2 =
          p0.lanewise(LSHR, 32)
              .lanewise(VectorOperators.XOR, c3)
              .lanewise(VectorOperators.XOR, k1 & WORD);
      c1 = p1.and(WORD);
      c3 = p0.and(WORD);
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    var low = c0.or(c1.lanewise(LSHL, 32));
    var high = c2.or(c3.lanewise(LSHL, 32));
    store(low.rearrange(FIRST_HALVES, high), floats, at);
    store(low.rearrange(SECOND_HALVES, high), floats, at + Lanes.BYTES);
  }

  /** {@code (word >>> 8) · 2^-24} */
  private static void store(LongVector words, MemorySegment floats, long at) {
    var integers = words.reinterpretAsInts().lanewise(LSHR, 8);
    var uniform = (FloatVector) integers.convertShape(VectorOperators.I2F, Lanes.SPECIES, 0);
    uniform.mul(0x1p-24f).intoMemorySegment(floats, at, ORDER);
  }
}
