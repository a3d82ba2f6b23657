package dev.fovea.kernels.java.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.backend.Activation;
import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loop of {@link VectorShallowKernel4x4} for rows of several runs of steps, such as the patches
 * of an image: of a run's few steps, the way into a loop at {@code long} offsets would cost more
 * than they save, so these are {@code int}, and checked at each step.
 *
 * <p>The two classes' last parts are alike: after so many vectors, C2 would not inline a method
 * that both called, and each vector would be an object.
 */
final class VectorPatchTiles4x4 {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final ByteOrder ORDER = Lanes.ORDER;
  private static final int LANES = Lanes.COUNT;
  private static final int BYTES = Lanes.BYTES;
  private static final int ROWS = 4;

  private VectorPatchTiles4x4() {}

  /**
   * Multiplies some rows by two panels.
   *
   * @param a the rows
   * @param source their memory
   * @param rows how many
   * @param leftEven first vectors of the first panel's steps
   * @param leftOdd second vectors of the first panel's steps
   * @param rightEven first vectors of the second panel's steps
   * @param rightOdd second vectors of the second panel's steps
   * @param output the epilogue
   * @param column which bias the first column takes
   * @param target where the rows' results go
   */
  static void tiles(
      Patches a,
      MemorySegment source,
      int rows,
      MemorySegment leftEven,
      MemorySegment leftOdd,
      MemorySegment rightEven,
      MemorySegment rightOdd,
      Output output,
      int column,
      MemorySegment target) {
    int rowBytes = (int) output.rowBytes();
    float[] biases = output.bias() == null ? VectorShallowKernel4x4.NO_BIAS : output.bias();
    int from = output.bias() == null ? 0 : column;
    boolean relu = output.activation().kind() == Activation.Kind.RELU;
    int length = a.length();
    int stride = a.stride();
    int runs = a.runs();
    int distance = a.distance();
    for (int row0 = 0; row0 < rows; row0 += ROWS) {
      int row1 = Math.min(row0 + 1, rows - 1);
      int row2 = Math.min(row0 + 2, rows - 1);
      int row3 = Math.min(row0 + 3, rows - 1);
      var sum00 = FloatVector.zero(SPECIES);
      var sum01 = FloatVector.zero(SPECIES);
      var sum02 = FloatVector.zero(SPECIES);
      var sum03 = FloatVector.zero(SPECIES);
      var sum10 = FloatVector.zero(SPECIES);
      var sum11 = FloatVector.zero(SPECIES);
      var sum12 = FloatVector.zero(SPECIES);
      var sum13 = FloatVector.zero(SPECIES);
      var sum20 = FloatVector.zero(SPECIES);
      var sum21 = FloatVector.zero(SPECIES);
      var sum22 = FloatVector.zero(SPECIES);
      var sum23 = FloatVector.zero(SPECIES);
      var sum30 = FloatVector.zero(SPECIES);
      var sum31 = FloatVector.zero(SPECIES);
      var sum32 = FloatVector.zero(SPECIES);
      var sum33 = FloatVector.zero(SPECIES);
      for (int run = 0; run < runs; run++) {
        int from0 = row0 * stride + run * distance;
        int from1 = row1 * stride + run * distance;
        int from2 = row2 * stride + run * distance;
        int from3 = row3 * stride + run * distance;
        int step0 = run * length;
        for (int k = 0; k < length; k++) {
          int step = (step0 + k) * VectorShallowKernel4x4.STEP_BYTES;
          int cell = k * Float.BYTES;
          var b0 = FloatVector.fromMemorySegment(SPECIES, leftEven, step, ORDER);
          var b1 = FloatVector.fromMemorySegment(SPECIES, leftOdd, step, ORDER);
          var b2 = FloatVector.fromMemorySegment(SPECIES, rightEven, step, ORDER);
          var b3 = FloatVector.fromMemorySegment(SPECIES, rightOdd, step, ORDER);
          var value =
              FloatVector.broadcast(SPECIES, source.get(JAVA_FLOAT_UNALIGNED, from0 + cell));
          sum00 = value.fma(b0, sum00);
          sum01 = value.fma(b1, sum01);
          sum02 = value.fma(b2, sum02);
          sum03 = value.fma(b3, sum03);
          value = FloatVector.broadcast(SPECIES, source.get(JAVA_FLOAT_UNALIGNED, from1 + cell));
          sum10 = value.fma(b0, sum10);
          sum11 = value.fma(b1, sum11);
          sum12 = value.fma(b2, sum12);
          sum13 = value.fma(b3, sum13);
          value = FloatVector.broadcast(SPECIES, source.get(JAVA_FLOAT_UNALIGNED, from2 + cell));
          sum20 = value.fma(b0, sum20);
          sum21 = value.fma(b1, sum21);
          sum22 = value.fma(b2, sum22);
          sum23 = value.fma(b3, sum23);
          value = FloatVector.broadcast(SPECIES, source.get(JAVA_FLOAT_UNALIGNED, from3 + cell));
          sum30 = value.fma(b0, sum30);
          sum31 = value.fma(b1, sum31);
          sum32 = value.fma(b2, sum32);
          sum33 = value.fma(b3, sum33);
        }
      }
      var bias0 = FloatVector.fromArray(SPECIES, biases, from);
      var bias1 = FloatVector.fromArray(SPECIES, biases, from + LANES);
      var bias2 = FloatVector.fromArray(SPECIES, biases, from + 2 * LANES);
      var bias3 = FloatVector.fromArray(SPECIES, biases, from + 3 * LANES);
      sum00 = sum00.add(bias0);
      sum01 = sum01.add(bias1);
      sum02 = sum02.add(bias2);
      sum03 = sum03.add(bias3);
      sum10 = sum10.add(bias0);
      sum11 = sum11.add(bias1);
      sum12 = sum12.add(bias2);
      sum13 = sum13.add(bias3);
      sum20 = sum20.add(bias0);
      sum21 = sum21.add(bias1);
      sum22 = sum22.add(bias2);
      sum23 = sum23.add(bias3);
      sum30 = sum30.add(bias0);
      sum31 = sum31.add(bias1);
      sum32 = sum32.add(bias2);
      sum33 = sum33.add(bias3);
      if (relu) { // not max: a NaN is kept
        sum00 = sum00.blend(0, sum00.compare(VectorOperators.LE, 0));
        sum01 = sum01.blend(0, sum01.compare(VectorOperators.LE, 0));
        sum02 = sum02.blend(0, sum02.compare(VectorOperators.LE, 0));
        sum03 = sum03.blend(0, sum03.compare(VectorOperators.LE, 0));
        sum10 = sum10.blend(0, sum10.compare(VectorOperators.LE, 0));
        sum11 = sum11.blend(0, sum11.compare(VectorOperators.LE, 0));
        sum12 = sum12.blend(0, sum12.compare(VectorOperators.LE, 0));
        sum13 = sum13.blend(0, sum13.compare(VectorOperators.LE, 0));
        sum20 = sum20.blend(0, sum20.compare(VectorOperators.LE, 0));
        sum21 = sum21.blend(0, sum21.compare(VectorOperators.LE, 0));
        sum22 = sum22.blend(0, sum22.compare(VectorOperators.LE, 0));
        sum23 = sum23.blend(0, sum23.compare(VectorOperators.LE, 0));
        sum30 = sum30.blend(0, sum30.compare(VectorOperators.LE, 0));
        sum31 = sum31.blend(0, sum31.compare(VectorOperators.LE, 0));
        sum32 = sum32.blend(0, sum32.compare(VectorOperators.LE, 0));
        sum33 = sum33.blend(0, sum33.compare(VectorOperators.LE, 0));
      }
      int to0 = row0 * rowBytes;
      sum00.intoMemorySegment(target, to0, ORDER);
      sum01.intoMemorySegment(target, to0 + BYTES, ORDER);
      sum02.intoMemorySegment(target, to0 + 2 * BYTES, ORDER);
      sum03.intoMemorySegment(target, to0 + 3 * BYTES, ORDER);
      int to1 = row1 * rowBytes;
      sum10.intoMemorySegment(target, to1, ORDER);
      sum11.intoMemorySegment(target, to1 + BYTES, ORDER);
      sum12.intoMemorySegment(target, to1 + 2 * BYTES, ORDER);
      sum13.intoMemorySegment(target, to1 + 3 * BYTES, ORDER);
      int to2 = row2 * rowBytes;
      sum20.intoMemorySegment(target, to2, ORDER);
      sum21.intoMemorySegment(target, to2 + BYTES, ORDER);
      sum22.intoMemorySegment(target, to2 + 2 * BYTES, ORDER);
      sum23.intoMemorySegment(target, to2 + 3 * BYTES, ORDER);
      int to3 = row3 * rowBytes;
      sum30.intoMemorySegment(target, to3, ORDER);
      sum31.intoMemorySegment(target, to3 + BYTES, ORDER);
      sum32.intoMemorySegment(target, to3 + 2 * BYTES, ORDER);
      sum33.intoMemorySegment(target, to3 + 3 * BYTES, ORDER);
    }
  }
}
