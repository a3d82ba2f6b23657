package dev.fovea.kernels.java.normalization;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.fovea.kernels.java.reduction.RowBlock;
import java.lang.foreign.MemorySegment;

/** One element after the other. The vector loops leave the last columns to it. */
class ScalarLayerLoops implements LayerLoops {
  private static float get(MemorySegment memory, int byteOffset) {
    return memory.get(JAVA_FLOAT, byteOffset);
  }

  private static float get(RowBlock block, int row, int byteOffset) {
    return get(block.memory(), block.at(row) + byteOffset);
  }

  private static void set(RowBlock block, int row, int byteOffset, float value) {
    block.memory().set(JAVA_FLOAT, block.at(row) + byteOffset, value);
  }

  private static void add(MemorySegment sums, int byteOffset, float value) {
    sums.set(JAVA_FLOAT, byteOffset, get(sums, byteOffset) + value);
  }

  /** Byte offset of the first column taken here. */
  int from(RowBlock block) {
    return 0;
  }

  @Override
  public void addMoments(RowBlock x, int rows, float[] center, double[] sums, double[] squares) {
    for (int row = 0; row < rows; row++) {
      for (int i = from(x); i < x.bytes(); i += Float.BYTES) {
        double deviation = get(x, row, i) - center[row];
        sums[row] += deviation;
        squares[row] += deviation * deviation;
      }
    }
  }

  @Override
  public void findMoments(
      int rows,
      double[] sums,
      double[] squares,
      double share,
      double epsilon,
      float[] center,
      float[] scale,
      float[] shift) {
    for (int row = 0; row < rows; row++) {
      double correction = sums[row] * share;
      double variance = Math.max(0, squares[row] * share - correction * correction);
      double exact = center[row] + correction;
      double inverse = 1 / Math.sqrt(variance + epsilon);
      center[row] = (float) exact;
      scale[row] = (float) inverse;
      shift[row] = (float) ((center[row] - exact) * inverse);
    }
  }

  @Override
  public void findSlopes(
      int rows,
      double[] sums,
      double[] products,
      double share,
      float[] scale,
      float[] slope,
      float[] offset) {
    for (int row = 0; row < rows; row++) {
      double inverse = scale[row];
      offset[row] = (float) (-inverse * share * sums[row]);
      slope[row] = (float) (-inverse * share * inverse * products[row]);
    }
  }

  @Override
  public void normalize(
      RowBlock x,
      RowBlock y,
      int rows,
      float[] center,
      float[] scale,
      float[] shift,
      MemorySegment gamma,
      MemorySegment beta) {
    for (int row = 0; row < rows; row++) {
      for (int i = from(x); i < x.bytes(); i += Float.BYTES) {
        float normal = (get(x, row, i) - center[row]) * scale[row] + shift[row];
        set(y, row, i, normal * get(gamma, i) + get(beta, i));
      }
    }
  }

  @Override
  public void addProducts(
      RowBlock x,
      RowBlock dy,
      int rows,
      MemorySegment gamma,
      float[] mean,
      float[] scale,
      double[] sums,
      double[] products,
      MemorySegment columnSums,
      MemorySegment columnProducts) {
    for (int row = 0; row < rows; row++) {
      for (int i = from(x); i < x.bytes(); i += Float.BYTES) {
        float gradient = get(dy, row, i);
        float normal = (get(x, row, i) - mean[row]) * scale[row];
        add(columnSums, i, gradient);
        add(columnProducts, i, gradient * normal);
        double weighted = (double) gradient * get(gamma, i);
        sums[row] += weighted;
        products[row] += weighted * normal;
      }
    }
  }

  @Override
  public void gradient(
      RowBlock x,
      RowBlock dy,
      RowBlock dx,
      int rows,
      MemorySegment gamma,
      float[] mean,
      float[] slope,
      float[] offset,
      float[] scale) {
    for (int row = 0; row < rows; row++) {
      for (int i = from(x); i < x.bytes(); i += Float.BYTES) {
        float share = (get(x, row, i) - mean[row]) * slope[row] + offset[row];
        set(dx, row, i, get(dy, row, i) * get(gamma, i) * scale[row] + share);
      }
    }
  }
}
