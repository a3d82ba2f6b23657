package dev.fovea.kernels.java.normalization;

import dev.fovea.backend.op.LayerNorm;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.Ranges;
import dev.fovea.kernels.java.parallel.Workers;
import java.lang.foreign.MemorySegment;

/** {@link LayerNorm}, the rows divided among tasks. */
public final class LayerNormalization {
  private static final ChannelLoops CHANNELS = ChannelLoops.ofMode();

  private LayerNormalization() {}

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
        (begin, count) -> {
          var rows = new LayerRows(op);
          rows.normalize(x, gamma, beta, y, mean, inverseDeviation, begin, count);
        });
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
    try (var sums = ChannelSums.ofWholeRows(op.rows(), features, scratch)) {
      sums.run(
          workers,
          (begin, end, first, second) -> {
            var rows = new LayerRows(op);
            rows.gradient(x, dy, gamma, mean, inverseDeviation, dx, begin, end, first, second);
          });
      CHANNELS.round(sums.totals(0), dbeta, features);
      CHANNELS.round(sums.totals(1), dgamma, features);
    }
  }
}
