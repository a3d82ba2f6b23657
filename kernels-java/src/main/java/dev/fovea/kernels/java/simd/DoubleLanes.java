package dev.fovea.kernels.java.simd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Float32 values widened to double, half a vector at a time, for sums that must keep their digits.
 */
public final class DoubleLanes {
  /** As many bits as {@link Lanes#SPECIES}. */
  public static final VectorSpecies<Double> SPECIES =
      VectorSpecies.of(double.class, Lanes.SPECIES.vectorShape());

  /** Values in a vector. */
  public static final int COUNT = SPECIES.length();

  /** Bytes of a vector. */
  public static final int WIDE_BYTES = COUNT * Double.BYTES;

  /** Bytes of the float32 values that are widened to a vector. */
  public static final int HALF_BYTES = COUNT * Float.BYTES;

  private static final VectorSpecies<Float> HALF =
      VectorSpecies.of(float.class, VectorShape.forBitSize(Lanes.SPECIES.vectorBitSize() / 2));

  private static final VectorShuffle<Double> NEIGHBOUR = VectorShuffle.fromOp(SPECIES, i -> i ^ 1);
  private static final VectorShuffle<Double> SECOND =
      VectorShuffle.fromOp(SPECIES, i -> (i ^ 2) % COUNT);
  private static final VectorShuffle<Double> FOURTH =
      VectorShuffle.fromOp(SPECIES, i -> (i ^ 4) % COUNT);

  private DoubleLanes() {}

  /** Reads {@link #COUNT} float32 values at a byte offset. */
  public static DoubleVector widen(MemorySegment floats, long offset) {
    var half = FloatVector.fromMemorySegment(HALF, floats, offset, Lanes.ORDER);
    return (DoubleVector) half.convertShape(VectorOperators.F2D, SPECIES, 0);
  }

  /** The first (0) or second (1) half of a vector. */
  public static DoubleVector widen(FloatVector vector, int half) {
    return (DoubleVector) vector.convertShape(VectorOperators.F2D, SPECIES, half);
  }

  /** Reads doubles at a byte offset. */
  public static DoubleVector load(MemorySegment doubles, long offset) {
    return DoubleVector.fromMemorySegment(SPECIES, doubles, offset, Lanes.ORDER);
  }

  /** Writes doubles at a byte offset. */
  public static void store(DoubleVector vector, MemorySegment doubles, long offset) {
    vector.intoMemorySegment(doubles, offset, Lanes.ORDER);
  }

  /** Reads {@link #COUNT} float32 values from an element on. */
  public static DoubleVector widen(float[] floats, int from) {
    return (DoubleVector)
        FloatVector.fromArray(HALF, floats, from).convertShape(VectorOperators.F2D, SPECIES, 0);
  }

  /** Writes {@link #COUNT} float32 values from an element on. */
  public static void storeRounded(DoubleVector vector, float[] floats, int to) {
    ((FloatVector) vector.convertShape(VectorOperators.D2F, HALF, 0)).intoArray(floats, to);
  }

  /** The values as float32 has them. */
  public static DoubleVector rounded(DoubleVector vector) {
    return (DoubleVector)
        vector
            .convertShape(VectorOperators.D2F, HALF, 0)
            .convertShape(VectorOperators.F2D, SPECIES, 0);
  }

  /** Writes {@link #COUNT} float32 values at a byte offset. */
  public static void storeRounded(DoubleVector vector, MemorySegment floats, long offset) {
    var half = (FloatVector) vector.convertShape(VectorOperators.D2F, HALF, 0);
    half.intoMemorySegment(floats, offset, Lanes.ORDER);
  }

  /**
   * The sum of the lanes in a fixed order, which the Vector API's own {@code reduceLanes} doesn't
   * promise: compiled and interpreted code may differ in it.
   */
  public static double sum(DoubleVector v) {
    var sum = COUNT > 4 ? v.add(v.rearrange(FOURTH)) : v;
    sum = COUNT > 2 ? sum.add(sum.rearrange(SECOND)) : sum;
    return sum.add(sum.rearrange(NEIGHBOUR)).lane(0);
  }
}
