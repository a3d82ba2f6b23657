package dev.fovea.kernels.java.reduction;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.fovea.backend.op.CrossEntropy;
import dev.fovea.backend.op.Softmax;
import dev.fovea.kernels.java.memory.Scratch;
import dev.fovea.kernels.java.memory.ScratchPool;
import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;

/**
 * Softmax and cross-entropy, row by row, as one task sees them; the row's largest value is
 * subtracted before exp. Whole vectors of a row are worked on in place; what is left, fewer
 * elements than a vector, in scratch memory, filled up with what changes no result. Each loop is
 * called in one place for both: C2 inlines it there, and two loops with exp are more than it
 * compiles well.
 */
public final class Rows implements AutoCloseable {
  private static final RowLoops LOOPS = RowLoops.ofMode();
  private static final int SLOTS = 2;

  /** A logit whose exponential is 0. */
  private static final float NOTHING = Float.NEGATIVE_INFINITY;

  private final int classes;

  /** Elements in whole vectors. */
  private final int whole;

  /** Elements after those. */
  private final int rest;

  /** Elements of a row's parts: the whole vectors and the rest, filled up, as far as there are. */
  private final int[] counts;

  private final Scratch scratch;

  /** Rows of so many classes. */
  public Rows(int classes, ScratchPool pool) {
    int alignment = LOOPS.alignment();
    this.classes = classes;
    this.rest = classes % alignment;
    this.whole = classes - rest;
    this.counts =
        IntStream.of(whole, rest == 0 ? 0 : alignment).filter(count -> count > 0).toArray();
    this.scratch = pool.floats((long) SLOTS * alignment);
  }

  @Override
  public void close() {
    scratch.close();
  }

  /** A row's whole vectors in place, and what is left, copied to a slot and filled up. */
  private Row[] input(MemorySegment memory, long row, int index, float filling) {
    var parts = new Row[counts.length];
    if (rest > 0) {
      var slot = new Row(scratch.segment(), (long) index * LOOPS.alignment());
      copy(memory, row * classes + whole, slot.memory(), slot.begin());
      for (int i = rest; i < LOOPS.alignment(); i++) {
        slot.memory().setAtIndex(JAVA_FLOAT, slot.begin() + i, filling);
      }
      parts[parts.length - 1] = slot;
    }
    if (whole > 0) {
      parts[0] = new Row(memory, row * classes);
    }
    return parts;
  }

  /** A row to write, its end over that of an input until {@link #finish}. */
  private Row[] output(MemorySegment memory, long row, Row[] input) {
    var parts = input.clone();
    if (whole > 0) {
      parts[0] = new Row(memory, row * classes);
    }
    return parts;
  }

  /** Brings the elements after the whole vectors to where they belong. */
  private void finish(Row[] output, MemorySegment memory, long row) {
    if (rest > 0) {
      var slot = output[output.length - 1];
      copy(slot.memory(), slot.begin(), memory, row * classes + whole);
    }
  }

  private void copy(MemorySegment from, long fromBegin, MemorySegment to, long toBegin) {
    MemorySegment.copy(
        from, fromBegin * Float.BYTES, to, toBegin * Float.BYTES, (long) rest * Float.BYTES);
  }

  private float maximum(Row[] x) {
    float largest = NOTHING;
    for (int part = 0; part < x.length; part++) {
      largest = Math.max(largest, LOOPS.maximum(x[part], counts[part]));
    }
    return largest;
  }

  private double sum(Row[] a) {
    double sum = 0;
    for (int part = 0; part < a.length; part++) {
      sum += LOOPS.sum(a[part], counts[part]);
    }
    return sum;
  }

  /** {@code y = exp(x - shift)}; returns its sum. */
  private double exponentials(Row[] x, Row[] y, float shift) {
    double sum = 0;
    for (int part = 0; part < x.length; part++) {
      sum += LOOPS.exponentials(x[part], y[part], counts[part], shift);
    }
    return sum;
  }

  /** {@code ln Σ exp(x - shift)} */
  private double logSum(Row[] x, float shift) {
    double sum = 0;
    for (int part = 0; part < x.length; part++) {
      sum += LOOPS.sumOfExponentials(x[part], counts[part], shift);
    }
    return Math.log(sum);
  }

  private void scale(Row[] y, float factor) {
    for (int part = 0; part < y.length; part++) {
      LOOPS.scale(y[part], counts[part], factor);
    }
  }

  /** See {@link Softmax}. */
  public void softmax(MemorySegment x, MemorySegment y, long row) {
    var from = input(x, row, 0, NOTHING);
    var to = output(y, row, from);
    double sum = exponentials(from, to, maximum(from));
    scale(to, (float) (1 / sum));
    finish(to, y, row);
  }

  /** See {@link Softmax#logarithm}. */
  public void logSoftmax(MemorySegment x, MemorySegment y, long row) {
    var from = input(x, row, 0, NOTHING);
    var to = output(y, row, from);
    float shift = maximum(from);
    float logSum = (float) logSum(from, shift);
    for (int part = 0; part < from.length; part++) {
      LOOPS.subtract(from[part], to[part], counts[part], shift, logSum);
    }
    finish(to, y, row);
  }

  /** See {@link dev.fovea.backend.ReductionOps#softmaxGradient}. */
  public void softmaxGradient(MemorySegment y, MemorySegment dy, MemorySegment dx, long row) {
    var result = input(y, row, 0, 0);
    var from = input(dy, row, 1, 0);
    var to = output(dx, row, from);
    double sum = 0;
    for (int part = 0; part < from.length; part++) {
      sum += LOOPS.dot(result[part], from[part], counts[part]);
    }
    for (int part = 0; part < from.length; part++) {
      LOOPS.softmaxGradient(result[part], from[part], to[part], counts[part], (float) sum);
    }
    finish(to, dx, row);
  }

  /** The same of a logarithm. */
  public void logSoftmaxGradient(MemorySegment y, MemorySegment dy, MemorySegment dx, long row) {
    var result = input(y, row, 0, 0);
    var from = input(dy, row, 1, 0);
    var to = output(dx, row, from);
    float sum = (float) sum(from);
    for (int part = 0; part < from.length; part++) {
      LOOPS.logSoftmaxGradient(result[part], from[part], to[part], counts[part], sum);
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
    float shift = maximum(x);
    double logSum = logSum(x, shift);
    double loss = 0;
    if (op.target() == CrossEntropy.Target.SOFT) {
      var weights = input(targets, row, 1, 0);
      for (int part = 0; part < x.length; part++) {
        loss -=
            LOOPS.weightedLogarithms(weights[part], x[part], counts[part], shift, (float) logSum);
      }
    } else {
      int target = targets.getAtIndex(JAVA_INT, row);
      loss =
          exists(target)
              ? logSum - ((double) logits.getAtIndex(JAVA_FLOAT, row * classes + target) - shift)
              : Double.NaN;
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
    double sum = exponentials(from, to, maximum(from));
    if (op.target() == CrossEntropy.Target.SOFT) {
      var weights = input(targets, row, 1, 0);
      float factor = (float) (dloss * sum(weights) / sum);
      for (int part = 0; part < to.length; part++) {
        LOOPS.scaleAndSubtract(factor, to[part], dloss, weights[part], counts[part]);
      }
      finish(to, dlogits, row);
    } else {
      oneClass(to, targets.getAtIndex(JAVA_INT, row), dloss, sum, dlogits, row);
    }
  }

  /** {@code dlogits = dloss · (y / sum - target)}, the target being 1 for one class. */
  private void oneClass(
      Row[] y, int target, float dloss, double sum, MemorySegment dlogits, long row) {
    if (!exists(target)) {
      scale(y, Float.NaN);
      finish(y, dlogits, row);
      return;
    }
    float exponential = target < whole ? get(y[0], target) : get(y[y.length - 1], target - whole);
    scale(y, (float) (dloss / sum));
    finish(y, dlogits, row);
    dlogits.setAtIndex(
        JAVA_FLOAT, row * classes + target, (float) (dloss * (exponential / sum - 1)));
  }
}
