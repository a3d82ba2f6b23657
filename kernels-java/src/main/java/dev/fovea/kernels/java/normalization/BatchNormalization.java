package dev.fovea.kernels.java.normalization;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.fovea.backend.op.BatchNorm;
import dev.fovea.kernels.java.memory.Scratch;
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
  private static final int FACTORS = 4;

  /** Elements of a band of rows. */
  private static final int BAND = 1 << 20;

  private final BatchNorm op;
  private final Columns columns;
  private final Workers workers;
  private final ScratchPool scratch;
  private final Scratch factorMemory;
  private final MemorySegment[] factors = new MemorySegment[FACTORS];

  /** Prepares one call. */
  public BatchNormalization(BatchNorm op, Workers workers, ScratchPool scratch) {
    this.op = op;
    this.columns = Columns.of(op.rows(), op.channels(), op.channels());
    this.workers = workers;
    this.scratch = scratch;
    this.factorMemory = scratch.floats((long) FACTORS * columns.accumulators());
    long bytes = (long) columns.accumulators() * Float.BYTES;
    for (int i = 0; i < FACTORS; i++) {
      factors[i] = factorMemory.segment().asSlice(i * bytes, bytes);
    }
  }

  private MemorySegment factor(int index) {
    return factors[index];
  }

  private void setFactor(int index, int channel, double value) {
    var factor = factors[index];
    for (int i = channel; i < columns.accumulators(); i += op.channels()) {
      factor.setAtIndex(JAVA_FLOAT, i, (float) value);
    }
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
      setFactor(0, c, Float.isFinite(first) ? first : 0);
    }
    try (var sums = sums()) {
      var shift = factor(0);
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
                          slice(shift, column, count),
                          first,
                          second)));
      for (int c = 0; c < op.channels(); c++) {
        double sum = sums.get(0, c, op.channels());
        double square = sums.get(1, c, op.channels());
        double center = get(shift, c) + sum / op.rows();
        double squares = Math.max(0, square - sum * sum / op.rows());
        double inverse = 1 / Math.sqrt(squares / op.rows() + op.epsilon());
        move(runningMean, c, center);
        move(runningVariance, c, squares / Math.max(1, op.rows() - 1));
        set(mean, c, center);
        set(inverseDeviation, c, inverse);
        setNormalizing(c, center, get(gamma, c) * inverse, get(beta, c));
      }
    }
    normalize(x, y);
  }

  /** {@code running += momentum · (batch - running)} */
  private void move(MemorySegment running, int channel, double batch) {
    double old = get(running, channel);
    set(running, channel, old + op.momentum() * (batch - old));
  }

  private void setNormalizing(int channel, double center, double scale, double shift) {
    setFactor(0, channel, center);
    setFactor(1, channel, scale);
    setFactor(2, channel, shift - (center - (float) center) * scale);
  }

  /** See {@link dev.fovea.backend.NormalizationOps#batchNormInference}. */
  public void infer(
      MemorySegment x,
      MemorySegment gamma,
      MemorySegment beta,
      MemorySegment mean,
      MemorySegment variance,
      MemorySegment y) {
    for (int c = 0; c < op.channels(); c++) {
      double deviation = Math.sqrt((double) get(variance, c) + op.epsilon());
      setNormalizing(c, get(mean, c), get(gamma, c) / deviation, get(beta, c));
    }
    normalize(x, y);
  }

  private void normalize(MemorySegment x, MemorySegment y) {
    var mean = factor(0);
    var scale = factor(1);
    var shift = factor(2);
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
      setFactor(0, c, get(mean, c));
    }
    try (var sums = sums()) {
      var center = factor(0);
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
                          slice(center, column, count),
                          first,
                          second)));
      for (int c = 0; c < op.channels(); c++) {
        double inverse = get(inverseDeviation, c);
        double sum = sums.get(0, c, op.channels());
        double product = sums.get(1, c, op.channels()) * inverse;
        double scale = get(gamma, c) * inverse;
        setFactor(1, c, scale);
        setFactor(2, c, -scale * inverse * product / op.rows());
        setFactor(3, c, -scale * sum / op.rows());
        set(dbeta, c, sum);
        set(dgamma, c, product);
      }
    }
    var center = factor(0);
    var scale = factor(1);
    var slope = factor(2);
    var offset = factor(3);
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

  private static MemorySegment slice(MemorySegment factor, int column, int count) {
    return factor.asSlice((long) column * Float.BYTES, (long) count * Float.BYTES);
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
    factorMemory.close();
  }
}
