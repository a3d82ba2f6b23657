package dev.fovea.kernels.java.normalization;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.fovea.backend.op.LayerNorm;
import dev.fovea.backend.op.Reduce;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.Ranges;
import dev.fovea.kernels.java.parallel.Workers;
import dev.fovea.kernels.java.reduction.ReductionLoops;
import java.lang.foreign.MemorySegment;

/**
 * {@link LayerNorm} row by row: a row stays in the first-level cache from its mean to its result.
 */
public final class LayerNormalization {
  private static final NormalizationLoops LOOPS = NormalizationLoops.ofMode();
  private static final ReductionLoops SUMS = ReductionLoops.ofMode();

  private LayerNormalization() {}

  private static float get(MemorySegment memory, long index) {
    return memory.getAtIndex(JAVA_FLOAT, index);
  }

  /** See {@link dev.fovea.backend.NormalizationOps#layerNorm}. */
  public static void run(
      LayerNorm op,
      MemorySegment x,
      MemorySegment gamma,
      MemorySegment beta,
      MemorySegment y,
      MemorySegment mean,
      MemorySegment inverseDeviation,
      Workers workers) {
    Ranges.run(
        workers,
        op.rows(),
        Ranges.itemsPerTask(op.features()),
        (first, count) -> {
          for (long row = first; row < first + count; row++) {
            normalize(op, row, x, gamma, beta, y, mean, inverseDeviation);
          }
        });
  }

  private static void normalize(
      LayerNorm op,
      long row,
      MemorySegment x,
      MemorySegment gamma,
      MemorySegment beta,
      MemorySegment y,
      MemorySegment mean,
      MemorySegment inverseDeviation) {
    int features = op.features();
    long begin = row * features;
    double center = SUMS.reduce(Reduce.Kind.SUM, x, begin, features) / features;
    double variance = LOOPS.squaredDeviations(x, begin, features, center) / features;
    float high = (float) center;
    float low = (float) (center - high);
    float inverse = (float) (1 / Math.sqrt(variance + op.epsilon()));
    LOOPS.normalizeRow(x, y, begin, features, high, low, inverse, gamma, beta);
    mean.setAtIndex(JAVA_FLOAT, row, high);
    inverseDeviation.setAtIndex(JAVA_FLOAT, row, inverse);
  }

  /** See {@link dev.fovea.backend.NormalizationOps#layerNormGradient}. */
  public static void gradient(
      LayerNorm op,
      MemorySegment x,
      MemorySegment dy,
      MemorySegment gamma,
      MemorySegment mean,
      MemorySegment inverseDeviation,
      MemorySegment dx,
      MemorySegment dgamma,
      MemorySegment dbeta,
      Workers workers,
      ScratchPool scratch) {
    int features = op.features();
    try (var sums = new RowParts(op.rows(), features, features, scratch)) {
      sums.run(
          workers,
          (begin, end, first, second) -> {
            for (long row = begin; row < end; row++) {
              float center = get(mean, row);
              float inverse = get(inverseDeviation, row);
              LOOPS.addRow(x, dy, row * features, features, center, inverse, first, second);
              gradient(op, row, x, dy, gamma, center, inverse, dx);
            }
          });
      for (int f = 0; f < features; f++) {
        dbeta.setAtIndex(JAVA_FLOAT, f, (float) sums.total(0, f, features));
        dgamma.setAtIndex(JAVA_FLOAT, f, (float) sums.total(1, f, features));
      }
    }
  }

  private static void gradient(
      LayerNorm op,
      long row,
      MemorySegment x,
      MemorySegment dy,
      MemorySegment gamma,
      float center,
      float inverse,
      MemorySegment dx) {
    int features = op.features();
    long begin = row * features;
    double sum = LOOPS.weightedSum(dy, gamma, begin, features);
    double product = LOOPS.weightedProduct(x, dy, gamma, begin, features, center) * inverse;
    float offset = (float) (sum / features);
    float slope = (float) (product * inverse / features);
    LOOPS.gradientRow(x, dy, dx, begin, features, gamma, center, inverse, offset, slope);
  }
}
