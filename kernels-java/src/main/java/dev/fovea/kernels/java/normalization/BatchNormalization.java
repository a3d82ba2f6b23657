package dev.fovea.kernels.java.normalization;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.fovea.backend.op.BatchNorm;
import dev.fovea.kernels.java.memory.Scratch;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.normalization.NormalizationLoops.ColumnFactors;
import dev.fovea.kernels.java.parallel.Ranges;
import dev.fovea.kernels.java.parallel.Workers;
import dev.fovea.kernels.java.reduction.Columns;
import java.lang.foreign.MemorySegment;

/**
 * {@link BatchNorm} in two passes over memory: sums per channel, then one multiplication and
 * addition per element with four factors per channel. The sums are of deviations from the first
 * row, in double: so a mean far from 0 costs the variance no digits.
 */
public final class BatchNormalization implements AutoCloseable {
  private static final NormalizationLoops LOOPS = NormalizationLoops.ofMode();
  private static final int FACTORS = 4;

  private final BatchNorm op;
  private final Columns columns;
  private final Workers workers;
  private final ScratchPool scratch;
  private final Scratch factorMemory;

  /** Prepares one call. */
  public BatchNormalization(BatchNorm op, Workers workers, ScratchPool scratch) {
    this.op = op;
    this.columns = Columns.of(op.rows(), op.channels(), op.channels());
    this.workers = workers;
    this.scratch = scratch;
    this.factorMemory = scratch.floats((long) FACTORS * columns.accumulators());
  }

  private MemorySegment factor(int index) {
    long bytes = (long) columns.accumulators() * Float.BYTES;
    return factorMemory.segment().asSlice(index * bytes, bytes);
  }

  private void setFactor(int index, int channel, double value) {
    var factor = factor(index);
    for (int i = channel; i < columns.accumulators(); i += op.channels()) {
      factor.setAtIndex(JAVA_FLOAT, i, (float) value);
    }
  }

  private ColumnFactors factors() {
    return new ColumnFactors(factor(0), factor(1), factor(2), factor(3));
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
    try (var sums = parts()) {
      var shift = factor(0);
      sums.run(
          workers,
          (begin, end, first, second) ->
              forEachBlock(
                  begin,
                  end,
                  (at, rows, width) -> LOOPS.addMoments(x, at, rows, width, shift, first, second)));
      for (int c = 0; c < op.channels(); c++) {
        double sum = sums.total(0, c, op.channels());
        double square = sums.total(1, c, op.channels());
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
    setFactor(1, channel, center - (float) center);
    setFactor(2, channel, scale);
    setFactor(3, channel, shift);
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
    var factors = factors();
    forEachTask((begin, rows, width) -> LOOPS.normalize(x, y, begin, rows, width, factors));
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
    try (var sums = parts()) {
      var center = factor(0);
      sums.run(
          workers,
          (begin, end, first, second) ->
              forEachBlock(
                  begin,
                  end,
                  (at, rows, width) ->
                      LOOPS.addProducts(x, dy, at, rows, width, center, first, second)));
      for (int c = 0; c < op.channels(); c++) {
        double inverse = get(inverseDeviation, c);
        double sum = sums.total(0, c, op.channels());
        double product = sums.total(1, c, op.channels()) * inverse;
        double scale = get(gamma, c) * inverse;
        setFactor(1, c, scale);
        setFactor(2, c, -scale * inverse * product / op.rows());
        setFactor(3, c, -scale * sum / op.rows());
        set(dbeta, c, sum);
        set(dgamma, c, product);
      }
    }
    var factors = factors();
    forEachTask((begin, rows, width) -> LOOPS.gradient(x, dy, dx, begin, rows, width, factors));
  }

  private RowParts parts() {
    return new RowParts(op.rows(), op.channels(), columns.accumulators(), scratch);
  }

  /** What is done with rows of one width from an element on. */
  private interface Block {
    void run(long begin, int rows, int width);
  }

  private void forEachBlock(long begin, long end, Block block) {
    columns.forEachBlock(
        begin * op.channels(),
        (int) (end - begin),
        op.channels(),
        (at, stride, rows, width) -> block.run(at, rows, width));
  }

  private void forEachTask(Block block) {
    Ranges.run(
        workers,
        op.rows(),
        Ranges.itemsPerTask(columns.accumulators()) * columns.repeats(),
        (begin, count) -> forEachBlock(begin, begin + count, block));
  }

  @Override
  public void close() {
    factorMemory.close();
  }
}
