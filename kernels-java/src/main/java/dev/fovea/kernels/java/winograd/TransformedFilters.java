package dev.fovea.kernels.java.winograd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.kernels.java.conv.ConvolutionContext;
import dev.fovea.kernels.java.gemm.Panels;
import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Filters as the products read them: for each point a matrix {@code [C,F]}, packed in panels.
 *
 * @param kernel the transforms
 * @param channels input channels C
 * @param filters filters F
 */
record TransformedFilters(WinogradKernel kernel, int channels, int filters) {
  /** Values of weights that a task transforms: some microseconds of work. */
  private static final int TASK_VALUES = 1 << 11;

  /** Values more between points, so that they don't all fall into the same place of the cache. */
  private static final int SPREAD = 16;

  Panels panels() {
    return Panels.of(channels, filters);
  }

  /** Values between points. */
  int pointStride() {
    return panels().length() + SPREAD;
  }

  /** Values of all points. */
  int length() {
    return Math.multiplyExact(kernel.points(), pointStride());
  }

  /**
   * Transforms weights.
   *
   * @param w {@code [3,3,C,F]}
   * @param transformed overwritten
   */
  void transform(MemorySegment w, ConvolutionContext context, MemorySegment transformed) {
    int matrix = channels * filters;
    var weights = context.arrays().take(9 * matrix + Lanes.COUNT);
    MemorySegment.copy(w, JAVA_FLOAT_UNALIGNED, 0, weights, 0, 9 * matrix);
    transform(weights, context, transformed);
    context.arrays().giveBack(weights);
  }

  /**
   * Transforms the weights of the gradient to the input: filters turned half around, {@code
   * g'[i,j,f,c] = w[2-i,2-j,c,f]}. The channels of this object are the convolution's filters, and
   * its filters the convolution's channels.
   *
   * @param w {@code [3,3,filters,channels]}
   * @param transformed overwritten
   */
  void transformTurned(MemorySegment w, ConvolutionContext context, MemorySegment transformed) {
    int matrix = channels * filters;
    var arrays = context.arrays();
    var turned = arrays.take(9 * matrix + Lanes.COUNT);
    context
        .workers()
        .run(
            9,
            tap -> {
              var weights = arrays.take(matrix);
              long at = (long) (8 - tap) * matrix * Float.BYTES;
              MemorySegment.copy(w, JAVA_FLOAT_UNALIGNED, at, weights, 0, matrix);
              transpose(weights, turned, tap * matrix);
              arrays.giveBack(weights);
            });
    transform(turned, context, transformed);
    arrays.giveBack(turned);
  }

  /** In squares that stay in the nearest cache. */
  private void transpose(float[] weights, float[] turned, int to) {
    int side = 16;
    for (int f = 0; f < filters; f += side) {
      for (int c = 0; c < channels; c += side) {
        for (int i = f; i < Math.min(f + side, filters); i++) {
          for (int j = c; j < Math.min(c + side, channels); j++) {
            turned[to + j * filters + i] = weights[i * channels + j];
          }
        }
      }
    }
  }

  private void transform(float[] weights, ConvolutionContext context, MemorySegment transformed) {
    int perTask = Math.clamp(TASK_VALUES / filters, 1, channels);
    var arrays = context.arrays();
    context
        .workers()
        .run(
            Math.ceilDiv(channels, perTask),
            task -> {
              var work = arrays.take(kernel.points() * Lanes.COUNT);
              var points = arrays.take(kernel.points() * Lanes.COUNT);
              int first = task * perTask;
              for (int c = first; c < Math.min(first + perTask, channels); c++) {
                channel(weights, c, work, points, transformed);
              }
              arrays.giveBack(points);
              arrays.giveBack(work);
            });
  }

  private void channel(
      float[] weights, int channel, float[] work, float[] points, MemorySegment transformed) {
    var panels = panels();
    for (int panel = 0; panel < panels.count(); panel++) {
      int from = channel * filters + panels.firstColumn(panel);
      int to = panels.offset(panel, channel);
      for (int i = 0; i < panels.columns(panel); i += Lanes.COUNT) {
        kernel.filter(weights, from + i, channels * filters, work, points, 0, Lanes.COUNT);
        store(points, transformed, to + i);
      }
    }
  }

  /** Writes a vector of filters to each point. */
  private void store(float[] points, MemorySegment transformed, long to) {
    for (int point = 0; point < kernel.points(); point++) {
      var filters = FloatVector.fromArray(Lanes.SPECIES, points, point * Lanes.COUNT);
      Lanes.store(filters, transformed, (to + (long) point * pointStride()) * Float.BYTES);
    }
  }
}
