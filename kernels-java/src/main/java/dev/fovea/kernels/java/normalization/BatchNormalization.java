package dev.fovea.kernels.java.normalization;

import dev.fovea.backend.op.BatchNorm;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.Ranges;
import dev.fovea.kernels.java.parallel.Workers;
import dev.fovea.kernels.java.reduction.Columns;
import dev.fovea.kernels.java.reduction.RowBlock;
import java.lang.foreign.MemorySegment;

/**
 * {@link BatchNorm} in two passes over memory: sums per channel, then one multiplication and
 * addition per element with a few factors per channel. The sums are of deviations from the first
 * row: so a mean far from 0 costs the variance no digits.
 */
public final class BatchNormalization implements AutoCloseable {
  private static final BatchLoops LOOPS = BatchLoops.ofMode();

  /** Elements of a band of rows. */
  private static final int BAND = 1 << 20;

  private final BatchNorm op;
  private final Columns columns;
  private final Workers workers;
  private final ScratchPool scratch;
  private final ChannelFactors factors;

  /** Prepares one call. */
  public BatchNormalization(BatchNorm op, Workers workers, ScratchPool scratch) {
    this.op = op;
    this.columns = Columns.of(op.rows(), op.channels(), op.channels());
    this.workers = workers;
    this.scratch = scratch;
    this.factors = new ChannelFactors(op.channels(), columns.accumulators(), scratch);
  }

  /** See {@link dev.fovea.backend.NormalizationOps#batchNormTraining}. */
  public void train(
      MemorySegment x,
      MemorySegment gamma,
      MemorySegment beta,
      MemorySegment runningMean,
      MemorySegment runningVariance,
      MemorySegment y,
      MemorySegment mean,
      MemorySegment inverseDeviation) {
    factors.set(0, firstRow(x));
    try (var sums = sums()) {
      sums.run(
          workers,
          (begin, end, column, count, first, second) ->
              forEachBand(
                  begin,
                  end,
                  (at, rows, width) ->
                      LOOPS.addMoments(
                          RowBlock.of(x, at, rows, width).columns(column, Math.min(count, width)),
                          rows,
                          factors.get(0, column, count),
                          first,
                          second)));
      finish(sums, gamma, beta, runningMean, runningVariance, mean, inverseDeviation);
    }
    normalize(x, y);
  }

  private float[] firstRow(MemorySegment x) {
    var first = ChannelValues.read(x, op.channels());
    for (int c = 0; c < first.length; c++) {
      first[c] = Float.isFinite(first[c]) ? first[c] : 0;
    }
    return first;
  }

  private void finish(
      ChannelSums sums,
      MemorySegment gamma,
      MemorySegment beta,
      MemorySegment runningMean,
      MemorySegment runningVariance,
      MemorySegment mean,
      MemorySegment inverseDeviation) {
    double share = 1.0 / op.rows();
    double unbiased = (double) op.rows() / Math.max(1, op.rows() - 1);
    var shift = ChannelValues.read(factors.get(0), op.channels());
    var center = sums.totals(0, op.channels());
    var variance = sums.totals(1, op.channels());
    for (int c = 0; c < center.length; c++) {
      double offset = center[c] * share;
      center[c] = shift[c] + offset;
      variance[c] = Math.max(0, variance[c] * share - offset * offset);
    }
    move(runningMean, center, 1);
    move(runningVariance, variance, unbiased);
    var inverse = ChannelValues.inverseDeviations(variance, op.epsilon());
    ChannelValues.write(center, mean);
    ChannelValues.write(inverse, inverseDeviation);
    factors.setNormalizing(center, inverse, gamma, beta);
  }

  /** {@code running += momentum · (factor · batch - running)} */
  private void move(MemorySegment running, double[] batch, double factor) {
    var moved = ChannelValues.widen(ChannelValues.read(running, batch.length));
    for (int c = 0; c < moved.length; c++) {
      moved[c] += op.momentum() * (factor * batch[c] - moved[c]);
    }
    ChannelValues.write(moved, running);
  }

  /** See {@link dev.fovea.backend.NormalizationOps#batchNormInference}. */
  public void infer(
      MemorySegment x,
      MemorySegment gamma,
      MemorySegment beta,
      MemorySegment mean,
      MemorySegment variance,
      MemorySegment y) {
    var center = ChannelValues.widen(ChannelValues.read(mean, op.channels()));
    var variances = ChannelValues.widen(ChannelValues.read(variance, op.channels()));
    var inverse = ChannelValues.inverseDeviations(variances, op.epsilon());
    factors.setNormalizing(center, inverse, gamma, beta);
    normalize(x, y);
  }

  private void normalize(MemorySegment x, MemorySegment y) {
    var mean = factors.get(0);
    var scale = factors.get(1);
    var shift = factors.get(2);
    forEachTask(
        (at, rows, width) ->
            LOOPS.normalize(
                RowBlock.of(x, at, rows, width),
                RowBlock.of(y, at, rows, width),
                rows,
                mean,
                scale,
                shift));
  }

  /** See {@link dev.fovea.backend.NormalizationOps#batchNormGradient}. */
  public void gradient(
      MemorySegment x,
      MemorySegment dy,
      MemorySegment gamma,
      MemorySegment mean,
      MemorySegment inverseDeviation,
      MemorySegment dx,
      MemorySegment dgamma,
      MemorySegment dbeta) {
    factors.set(0, ChannelValues.read(mean, op.channels()));
    try (var sums = sums()) {
      sums.run(
          workers,
          (begin, end, column, count, first, second) ->
              forEachBand(
                  begin,
                  end,
                  (at, rows, width) ->
                      LOOPS.addProducts(
                          RowBlock.of(x, at, rows, width).columns(column, Math.min(count, width)),
                          RowBlock.of(dy, at, rows, width).columns(column, Math.min(count, width)),
                          rows,
                          factors.get(0, column, count),
                          first,
                          second)));
      finishGradient(sums, gamma, inverseDeviation, dgamma, dbeta);
    }
    var center = factors.get(0);
    var scale = factors.get(1);
    var slope = factors.get(2);
    var offset = factors.get(3);
    forEachTask(
        (at, rows, width) ->
            LOOPS.gradient(
                RowBlock.of(x, at, rows, width),
                RowBlock.of(dy, at, rows, width),
                RowBlock.of(dx, at, rows, width),
                rows,
                center,
                scale,
                slope,
                offset));
  }

  private void finishGradient(
      ChannelSums sums,
      MemorySegment gamma,
      MemorySegment inverseDeviation,
      MemorySegment dgamma,
      MemorySegment dbeta) {
    double share = 1.0 / op.rows();
    var weight = ChannelValues.read(gamma, op.channels());
    var inverse = ChannelValues.read(inverseDeviation, op.channels());
    var sum = sums.totals(0, op.channels());
    var product = sums.totals(1, op.channels());
    var scale = new double[sum.length];
    var slope = new double[sum.length];
    var offset = new double[sum.length];
    for (int c = 0; c < sum.length; c++) {
      product[c] *= inverse[c];
      scale[c] = (double) weight[c] * inverse[c];
      slope[c] = -scale[c] * inverse[c] * product[c] * share;
      offset[c] = -scale[c] * sum[c] * share;
    }
    factors.set(1, ChannelValues.round(scale));
    factors.set(2, ChannelValues.round(slope));
    factors.set(3, ChannelValues.round(offset));
    ChannelValues.write(sum, dbeta);
    ChannelValues.write(product, dgamma);
  }

  private ChannelSums sums() {
    return ChannelSums.ofColumns(op.rows(), op.channels(), columns.accumulators(), scratch);
  }

  /** What is done with rows of one width from an element on. */
  private interface Band {
    void run(long begin, int rows, int width);
  }

  /** Takes rows in bands whose byte offsets are ints, the last one first. */
  private void forEachBand(long begin, long end, Band band) {
    columns.forEachBlock(
        begin * op.channels(),
        (int) (end - begin),
        op.channels(),
        (at, stride, rows, width) -> {
          int most = Math.max(1, BAND / width);
          for (int first = (rows - 1) / most * most; first >= 0; first -= most) {
            band.run(at + first * stride, Math.min(most, rows - first), width);
          }
        });
  }

  /** From the last rows to the first: what the sums have read last, caches still hold. */
  private void forEachTask(Band band) {
    Ranges.runBackwards(
        workers,
        op.rows(),
        Ranges.itemsPerTask(columns.accumulators()) * columns.repeats(),
        (begin, count) -> forEachBand(begin, begin + count, band));
  }

  @Override
  public void close() {
    factors.close();
  }
}
