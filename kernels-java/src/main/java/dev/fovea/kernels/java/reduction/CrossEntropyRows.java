package dev.fovea.kernels.java.reduction;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.fovea.backend.op.CrossEntropy;
import dev.fovea.kernels.java.memory.ScratchPool;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** {@link CrossEntropy} of neighbouring rows, made of the same passes as softmax. */
public final class CrossEntropyRows extends Rows {
  private final CrossEntropy op;
  private final float[] loss = new float[RowLoops.MOST];

  /** Rows of the operation. */
  public CrossEntropyRows(CrossEntropy op, ScratchPool pool) {
    super(op.classes(), pool);
    this.op = op;
  }

  private boolean isSoft() {
    return op.target() == CrossEntropy.Target.SOFT;
  }

  private boolean exists(int target) {
    return target >= 0 && target < op.classes();
  }

  /** See {@link dev.fovea.backend.ReductionOps#crossEntropy}. */
  public void losses(
      MemorySegment logits, MemorySegment targets, MemorySegment losses, long begin, long count) {
    forEachBlock(begin, count, (first, rows) -> losses(logits, targets, losses, first, rows));
  }

  private void losses(
      MemorySegment logits, MemorySegment targets, MemorySegment losses, long first, int rows) {
    var x = padded.input(logits, first, rows, 0, NOTHING);
    findShift(x, rows);
    sumsOfExponentials(x, rows);
    for (int row = 0; row < rows; row++) {
      sums[row] = Math.log(sums[row]);
    }
    if (isSoft()) {
      weigh(x, padded.input(targets, first, rows, 1, 0), rows);
    } else {
      for (int row = 0; row < rows; row++) {
        sums[row] -= distance(logits, targets, first + row, shift[row]);
      }
    }
    for (int row = 0; row < rows; row++) {
      losses.setAtIndex(JAVA_FLOAT, first + row, (float) sums[row]);
    }
  }

  /** Makes losses of the sums' logarithms and the weights. */
  private void weigh(RowBlock[] x, RowBlock[] weights, int rows) {
    for (int row = 0; row < rows; row++) {
      factor[row] = (float) sums[row];
    }
    Arrays.fill(sums, 0);
    for (int part = 0; part < x.length; part++) {
      LOOPS.weightedLogarithms(weights[part], x[part], rows, shift, factor, sums, padded.folding());
    }
    for (int row = 0; row < rows; row++) {
      sums[row] = -sums[row];
    }
  }

  /** The target's logit less the row's largest; NaN for a class that doesn't exist. */
  private double distance(MemorySegment logits, MemorySegment targets, long row, float largest) {
    int target = targets.getAtIndex(JAVA_INT, row);
    return exists(target)
        ? (double) logits.getAtIndex(JAVA_FLOAT, row * op.classes() + target) - largest
        : Double.NaN;
  }

  /** See {@link dev.fovea.backend.ReductionOps#crossEntropyGradient}. */
  public void gradients(
      MemorySegment logits,
      MemorySegment targets,
      MemorySegment dlosses,
      MemorySegment dlogits,
      long begin,
      long count) {
    forEachBlock(
        begin, count, (first, rows) -> gradients(logits, targets, dlosses, dlogits, first, rows));
  }

  private void gradients(
      MemorySegment logits,
      MemorySegment targets,
      MemorySegment dlosses,
      MemorySegment dlogits,
      long first,
      int rows) {
    for (int row = 0; row < rows; row++) {
      loss[row] = dlosses.getAtIndex(JAVA_FLOAT, first + row);
    }
    var from = padded.input(logits, first, rows, 0, NOTHING);
    var to = padded.output(dlogits, first, rows, from);
    findShift(from, rows);
    exponentials(from, to, rows);
    if (isSoft()) {
      subtractWeights(to, padded.input(targets, first, rows, 1, 0), rows);
      padded.finish(to, dlogits, first, rows);
    } else {
      subtractClasses(to, targets, dlogits, first, rows);
    }
  }

  /** {@code dlogits = dloss · (y / sum - target)}, the target being 1 for one class. */
  private void subtractClasses(
      RowBlock[] y, MemorySegment targets, MemorySegment dlogits, long first, int rows) {
    for (int row = 0; row < rows; row++) {
      int target = targets.getAtIndex(JAVA_INT, first + row);
      double scale = exists(target) ? loss[row] / sums[row] : Double.NaN;
      factor[row] = (float) scale;
      // in double, before y is scaled: a difference of probabilities close to 1
      loss[row] =
          exists(target)
              ? (float) (loss[row] * (padded.get(y, row, target) / sums[row] - 1))
              : Float.NaN;
    }
    scale(y, rows);
    padded.finish(y, dlogits, first, rows);
    for (int row = 0; row < rows; row++) {
      int target = targets.getAtIndex(JAVA_INT, first + row);
      if (exists(target)) {
        dlogits.setAtIndex(JAVA_FLOAT, (first + row) * op.classes() + target, loss[row]);
      }
    }
  }

  /** {@code dlogits = dloss · (Σt / sum · y - t)} */
  private void subtractWeights(RowBlock[] y, RowBlock[] weights, int rows) {
    for (int row = 0; row < rows; row++) {
      factor[row] = (float) (loss[row] / sums[row]);
    }
    sums(weights, rows);
    for (int row = 0; row < rows; row++) {
      factor[row] = (float) (factor[row] * sums[row]);
    }
    for (int part = 0; part < y.length; part++) {
      LOOPS.scaleAndSubtract(factor, y[part], loss, weights[part], rows);
    }
  }
}
