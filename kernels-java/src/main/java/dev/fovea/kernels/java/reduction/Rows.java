package dev.fovea.kernels.java.reduction;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.fovea.backend.op.CrossEntropy;
import dev.fovea.backend.op.Softmax;
import dev.fovea.kernels.java.memory.Scratch;
import dev.fovea.kernels.java.memory.ScratchPool;
import java.lang.foreign.MemorySegment;

/**
 * Softmax and cross-entropy, row by row, as one task sees them; the row's largest value is
 * subtracted before exp. Rows that are no multiple of a vector are worked on in scratch memory,
 * filled up with what changes no result.
 */
public final class Rows implements AutoCloseable {
  private static final RowLoops LOOPS = RowLoops.ofMode();
  private static final int SLOTS = 3;

  /** A logit whose exponential is 0. */
  private static final float NOTHING = Float.NEGATIVE_INFINITY;

  private final int classes;
  private final int padded;
  private final Scratch scratch;

  /** Rows of so many classes. */
  public Rows(int classes, ScratchPool pool) {
    int alignment = LOOPS.alignment();
    this.classes = classes;
    this.padded = Math.ceilDiv(classes, alignment) * alignment;
    this.scratch = pool.floats((long) SLOTS * padded);
  }

  @Override
  public void close() {
    scratch.close();
  }

  /** A row to read, of {@link #padded} elements. */
  private Row input(MemorySegment memory, long row, int slot, float filling) {
    long begin = row * classes;
    if (padded == classes) {
      return new Row(memory, begin);
    }
    var result = new Row(scratch.segment(), (long) slot * padded);
    copy(memory, begin, result.memory(), result.begin());
    for (int i = classes; i < padded; i++) {
      result.memory().setAtIndex(JAVA_FLOAT, result.begin() + i, filling);
    }
    return result;
  }

  /** A row to write: over an input if it was copied. */
  private Row output(MemorySegment memory, long row, Row input) {
    return padded == classes ? new Row(memory, row * classes) : input;
  }

  /** Brings a row that was written to where it belongs. */
  private void finish(Row output, MemorySegment memory, long row) {
    if (padded != classes) {
      copy(output.memory(), output.begin(), memory, row * classes);
    }
  }

  private void copy(MemorySegment from, long fromBegin, MemorySegment to, long toBegin) {
    MemorySegment.copy(
        from, fromBegin * Float.BYTES, to, toBegin * Float.BYTES, (long) classes * Float.BYTES);
  }

  /** A row of working memory. */
  private Row spare() {
    return new Row(scratch.segment(), 2L * padded);
  }

  /** {@code ln Σ exp(x - shift)} */
  private double logSum(Row x, float shift) {
    var exponentials = spare();
    LOOPS.exponentials(x, exponentials, padded, shift);
    return Math.log(LOOPS.sum(exponentials, padded));
  }

  /** See {@link Softmax}. */
  public void softmax(Softmax op, MemorySegment x, MemorySegment y, long row) {
    var from = input(x, row, 0, NOTHING);
    var to = output(y, row, from);
    float shift = LOOPS.maximum(from, padded);
    if (op.logarithm()) {
      LOOPS.subtract(from, to, padded, shift, (float) logSum(from, shift));
    } else {
      LOOPS.exponentials(from, to, padded, shift);
      LOOPS.scale(to, padded, (float) (1 / LOOPS.sum(to, padded)));
    }
    finish(to, y, row);
  }

  /** See {@link dev.fovea.backend.ReductionOps#softmaxGradient}. */
  public void softmaxGradient(
      Softmax op, MemorySegment y, MemorySegment dy, MemorySegment dx, long row) {
    var result = input(y, row, 0, 0);
    var from = input(dy, row, 1, 0);
    var to = output(dx, row, from);
    if (op.logarithm()) {
      float sum = (float) LOOPS.sum(from, padded);
      var exponentials = spare();
      LOOPS.exponentials(result, exponentials, padded, 0);
      LOOPS.logSoftmaxGradient(exponentials, from, to, padded, sum);
    } else {
      float sum = (float) LOOPS.dot(result, from, padded);
      LOOPS.softmaxGradient(result, from, to, padded, sum);
    }
    finish(to, dx, row);
  }

  /** See {@link CrossEntropy}. */
  public void crossEntropy(
      CrossEntropy op,
      MemorySegment logits,
      MemorySegment targets,
      MemorySegment losses,
      long row) {
    var x = input(logits, row, 0, NOTHING);
    float shift = LOOPS.maximum(x, padded);
    double logSum = logSum(x, shift);
    double loss;
    if (op.target() == CrossEntropy.Target.SOFT) {
      var weights = input(targets, row, 1, 0);
      loss = -LOOPS.weightedLogarithms(weights, x, padded, shift, (float) logSum);
    } else {
      int target = targets.getAtIndex(JAVA_INT, row);
      loss = exists(target) ? logSum - ((double) get(x, target) - shift) : Double.NaN;
    }
    losses.setAtIndex(JAVA_FLOAT, row, (float) loss);
  }

  private boolean exists(int target) {
    return target >= 0 && target < classes;
  }

  private static float get(Row row, int index) {
    return row.memory().getAtIndex(JAVA_FLOAT, row.begin() + index);
  }

  /** See {@link dev.fovea.backend.ReductionOps#crossEntropyGradient}. */
  public void crossEntropyGradient(
      CrossEntropy op,
      MemorySegment logits,
      MemorySegment targets,
      MemorySegment dlosses,
      MemorySegment dlogits,
      long row) {
    float dloss = dlosses.getAtIndex(JAVA_FLOAT, row);
    var from = input(logits, row, 0, NOTHING);
    var to = output(dlogits, row, from);
    float shift = LOOPS.maximum(from, padded);
    LOOPS.exponentials(from, to, padded, shift);
    double sum = LOOPS.sum(to, padded);
    if (op.target() == CrossEntropy.Target.SOFT) {
      var weights = input(targets, row, 1, 0);
      float factor = (float) (dloss * LOOPS.sum(weights, padded) / sum);
      LOOPS.scaleAndSubtract(factor, to, dloss, weights, padded);
    } else {
      subtractClass(to, targets.getAtIndex(JAVA_INT, row), dloss, sum);
    }
    finish(to, dlogits, row);
  }

  /** {@code y = dloss · (y / sum - target)}, the target being 1 for one class. */
  private void subtractClass(Row y, int target, float dloss, double sum) {
    if (!exists(target)) {
      LOOPS.scale(y, padded, Float.NaN);
      return;
    }
    double share = get(y, target) / sum;
    LOOPS.scale(y, padded, (float) (dloss / sum));
    y.memory().setAtIndex(JAVA_FLOAT, y.begin() + target, (float) (dloss * (share - 1)));
  }
}
