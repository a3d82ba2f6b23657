package dev.fovea.kernels.java.conv;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * One vector of channels at a time, read from where it lies: vectors of an array, which begins
 * anywhere in a cache line, lie across two, and took longer than what a copy could save.
 */
final class VectorDepthwiseKernel extends ScalarDepthwiseKernel {
  /** Pixels that share each load of a weight. */
  private static final int GROUP = 4;

  @Override
  public void forward(MemorySegment x, MemorySegment w, MemorySegment y, Pixels pixels) {
    int bytes = pixels.channels() * Float.BYTES;
    if (bytes < BYTES) {
      super.forward(x, w, y, pixels);
      return;
    }
    int p = 0;
    boolean adjacent = isAdjacent(pixels);
    for (; p <= pixels.count() - GROUP; p += GROUP) {
      for (int c = 0; c < bytes; c += BYTES) {
        int channel = Math.min(c, bytes - BYTES); // the last vector overlaps the one before
        if (adjacent) {
          fourNeighbours(x, w, y, pixels, p, channel);
        } else {
          fourPixels(x, w, y, pixels, p, channel);
        }
      }
    }
    for (; p < pixels.count(); p++) {
      for (int c = 0; c < bytes; c += BYTES) {
        onePixel(x, w, y, pixels, p, Math.min(c, bytes - BYTES));
      }
    }
  }

  /** Whether taps are rows of three that lie as far apart as pixels do. */
  private static boolean isAdjacent(Pixels pixels) {
    var sources = pixels.sources();
    if (sources.length % 3 != 0) {
      return false;
    }
    long step = pixels.sourceStep();
    for (int t = 0; t < sources.length; t += 3) {
      if (sources[t + 1] != sources[t] + step || sources[t + 2] != sources[t] + 2 * step) {
        return false;
      }
    }
    return true;
  }

  /** Pixels whose taps overlap: a row of taps reads six cells for all four of them. */
  private static void fourNeighbours(
      MemorySegment x, MemorySegment w, MemorySegment y, Pixels pixels, int p, int c) {
    var sources = pixels.sources();
    var weights = pixels.weights();
    long step = pixels.sourceStep();
    long shift = p * step + c;
    var sum0 = FloatVector.zero(SPECIES);
    var sum1 = FloatVector.zero(SPECIES);
    var sum2 = FloatVector.zero(SPECIES);
    var sum3 = FloatVector.zero(SPECIES);
    for (int t = 0; t < sources.length; t += 3) {
      long from = sources[t] + shift;
      var x0 = load(x, from);
      var x1 = load(x, from + step);
      var x2 = load(x, from + 2 * step);
      var x3 = load(x, from + 3 * step);
      var x4 = load(x, from + 4 * step);
      var x5 = load(x, from + 5 * step);
      var left = load(w, weights[t] + c);
      sum0 = x0.fma(left, sum0);
      sum1 = x1.fma(left, sum1);
      sum2 = x2.fma(left, sum2);
      sum3 = x3.fma(left, sum3);
      var middle = load(w, weights[t + 1] + c);
      sum0 = x1.fma(middle, sum0);
      sum1 = x2.fma(middle, sum1);
      sum2 = x3.fma(middle, sum2);
      sum3 = x4.fma(middle, sum3);
      var right = load(w, weights[t + 2] + c);
      sum0 = x2.fma(right, sum0);
      sum1 = x3.fma(right, sum1);
      sum2 = x4.fma(right, sum2);
      sum3 = x5.fma(right, sum3);
    }
    long to = pixels.target() + p * pixels.step() + c;
    store(sum0, y, to);
    store(sum1, y, to + pixels.step());
    store(sum2, y, to + 2 * pixels.step());
    store(sum3, y, to + 3 * pixels.step());
  }

  private static void fourPixels(
      MemorySegment x, MemorySegment w, MemorySegment y, Pixels pixels, int p, int c) {
    var sources = pixels.sources();
    var weights = pixels.weights();
    long step = pixels.sourceStep();
    long shift = p * step + c;
    var sum0 = FloatVector.zero(SPECIES);
    var sum1 = FloatVector.zero(SPECIES);
    var sum2 = FloatVector.zero(SPECIES);
    var sum3 = FloatVector.zero(SPECIES);
    for (int t = 0; t < sources.length; t++) {
      var weight = load(w, weights[t] + c);
      long from = sources[t] + shift;
      sum0 = load(x, from).fma(weight, sum0);
      sum1 = load(x, from + step).fma(weight, sum1);
      sum2 = load(x, from + 2 * step).fma(weight, sum2);
      sum3 = load(x, from + 3 * step).fma(weight, sum3);
    }
    long to = pixels.target() + p * pixels.step() + c;
    store(sum0, y, to);
    store(sum1, y, to + pixels.step());
    store(sum2, y, to + 2 * pixels.step());
    store(sum3, y, to + 3 * pixels.step());
  }

  private static void onePixel(
      MemorySegment x, MemorySegment w, MemorySegment y, Pixels pixels, int p, int c) {
    var sources = pixels.sources();
    var weights = pixels.weights();
    long shift = p * pixels.sourceStep() + c;
    var sum = FloatVector.zero(SPECIES);
    for (int t = 0; t < sources.length; t++) {
      sum = load(x, sources[t] + shift).fma(load(w, weights[t] + c), sum);
    }
    store(sum, y, pixels.target() + p * pixels.step() + c);
  }

  @Override
  public void weightGradient(MemorySegment x, MemorySegment dy, float[] dw, Pixels pixels) {
    int whole = pixels.channels() / COUNT * COUNT;
    int taps = pixels.sources().length;
    for (int c = 0; c < whole; c += COUNT) {
      int t = 0;
      for (; t <= taps - 3; t += 3) {
        threeTaps(x, dy, dw, pixels, t, c);
      }
      for (; t < taps; t++) {
        oneTap(x, dy, dw, pixels, t, c);
      }
    }
    weightGradient(x, dy, dw, pixels, whole);
  }

  private static int weight(Pixels pixels, int tap, int c) {
    return (int) (pixels.weights()[tap] / Float.BYTES) + c;
  }

  private static void threeTaps(
      MemorySegment x, MemorySegment dy, float[] dw, Pixels pixels, int t, int c) {
    int weight0 = weight(pixels, t, c);
    int weight1 = weight(pixels, t + 1, c);
    int weight2 = weight(pixels, t + 2, c);
    var sum0 = FloatVector.fromArray(SPECIES, dw, weight0);
    var sum1 = FloatVector.fromArray(SPECIES, dw, weight1);
    var sum2 = FloatVector.fromArray(SPECIES, dw, weight2);
    long channel = (long) c * Float.BYTES;
    long source0 = pixels.sources()[t] + channel;
    long source1 = pixels.sources()[t + 1] + channel;
    long source2 = pixels.sources()[t + 2] + channel;
    long at = pixels.target() + channel;
    long shift = 0;
    for (int p = 0; p < pixels.count(); p++) {
      var gradient = load(dy, at);
      sum0 = load(x, source0 + shift).fma(gradient, sum0);
      sum1 = load(x, source1 + shift).fma(gradient, sum1);
      sum2 = load(x, source2 + shift).fma(gradient, sum2);
      shift += pixels.sourceStep();
      at += pixels.step();
    }
    sum0.intoArray(dw, weight0);
    sum1.intoArray(dw, weight1);
    sum2.intoArray(dw, weight2);
  }

  private static void oneTap(
      MemorySegment x, MemorySegment dy, float[] dw, Pixels pixels, int t, int c) {
    int weight = weight(pixels, t, c);
    var sum = FloatVector.fromArray(SPECIES, dw, weight);
    long channel = (long) c * Float.BYTES;
    long from = pixels.sources()[t] + channel;
    long at = pixels.target() + channel;
    for (int p = 0; p < pixels.count(); p++) {
      sum = load(x, from).fma(load(dy, at), sum);
      from += pixels.sourceStep();
      at += pixels.step();
    }
    sum.intoArray(dw, weight);
  }
}
