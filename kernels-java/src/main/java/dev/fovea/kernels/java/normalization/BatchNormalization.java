package dev.fovea.kernels.java.normalization;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

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

  private static float get(MemorySegment memory, long index) {
    return memory.getAtIndex(JAVA_FLOAT, index);
  }

  private static void set(MemorySegment memory, long index, double value) {
    memory.setAtIndex(JAVA_FLOAT, index, (float) value);
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
    for (int c = 0; c < op.channels(); c++) {
      float first = get(x, c);
      factors.set(0, c, Float.isFinite(first) ? first : 0);
    }
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
    var inverse = new double[op.channels()];
    for (int c = 0; c < inverse.length; c++) {
      double offset = sums.get(0, c, op.channels()) * share;
      double variance = Math.max(0, sums.get(1, c, op.channels()) * share - offset * offset);
      inverse[c] = variance;
      move(runningVariance, c, variance * unbiased);
    }
    ChannelFactors.invertDeviations(inverse, op.epsilon());
    for (int c = 0; c < inverse.length; c++) {
      double center = get(factors.get(0), c) + sums.get(0, c, op.channels()) * share;
      move(runningMean, c, center);
      set(mean, c, center);
      set(inverseDeviation, c, inverse[c]);
      factors.setNormalizing(c, center, get(gamma, c) * inverse[c], get(beta, c));
    }
  }

  /** {@code running += momentum · (batch - running)} */
  private void move(MemorySegment running, int channel, double batch) {
    double old = get(running, channel);
    set(running, channel, old + op.momentum() * (batch - old));
  }

  /** See {@link dev.fovea.backend.NormalizationOps#batchNormInference}. */
  public void infer(
      MemorySegment x,
      MemorySegment gamma,
      MemorySegment beta,
      MemorySegment mean,
      MemorySegment variance,
      MemorySegment y) {
    var inverse = new double[op.channels()];
    for (int c = 0; c < inverse.length; c++) {
      inverse[c] = get(variance, c);
    }
    ChannelFactors.invertDeviations(inverse, op.epsilon());
    for (int c = 0; c < inverse.length; c++) {
      factors.setNormalizing(c, get(mean, c), get(gamma, c) * inverse[c], get(beta, c));
    }
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
    for (int c = 0; c < op.channels(); c++) {
      factors.set(0, c, get(mean, c));
    }
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
      double share = 1.0 / op.rows();
      for (int c = 0; c < op.channels(); c++) {
        double inverse = get(inverseDeviation, c);
        double sum = sums.get(0, c, op.channels());
        double product = sums.get(1, c, op.channels()) * inverse;
        double scale = get(gamma, c) * inverse;
        factors.set(1, c, scale);
        factors.set(2, c, -scale * inverse * product * share);
        factors.set(3, c, -scale * sum * share);
        set(dbeta, c, sum);
        set(dgamma, c, product);
      }
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

  private ChannelSums sums() {
    return ChannelSums.ofColumns(op.rows(), op.channels(), columns.accumulators(), scratch);
  }

  /** What is done with rows of one width from an element on. */
  private interface Band {
    void run(long begin, int rows, int width);
  }

  /** Takes rows in bands whose byte offsets are ints. */
  private void forEachBand(long begin, long end, Band band) {
    columns.forEachBlock(
        begin * op.channels(),
        (int) (end - begin),
        op.channels(),
        (at, stride, rows, width) -> {
          int most = Math.max(1, BAND / width);
          for (int done = 0; done < rows; done += most) {
            band.run(at + done * stride, Math.min(most, rows - done), width);
          }
        });
  }

  private void forEachTask(Band band) {
    Ranges.run(
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
