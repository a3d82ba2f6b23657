package dev.fovea.kernels.java.reduction;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.fovea.backend.op.CrossEntropy;
import dev.fovea.backend.op.Softmax;
import java.lang.foreign.MemorySegment;

/** Softmax and cross-entropy of a row; the row's largest value is subtracted before exp. */
public final class Rows {
  private static final RowLoops LOOPS = RowLoops.ofMode();

  private Rows() {}

  /** See {@link Softmax}; {@code begin} is the row's first element. */
  public static void softmax(Softmax op, MemorySegment x, MemorySegment y, long begin) {
    int classes = op.classes();
    float shift = LOOPS.maximum(x, begin, classes);
    if (op.logarithm()) {
      double sum = LOOPS.sumOfExponentials(x, begin, classes, shift);
      LOOPS.subtract(x, y, begin, classes, shift, (float) Math.log(sum));
    } else {
      double sum = LOOPS.exponentials(x, y, begin, classes, shift);
      LOOPS.scale(y, begin, classes, (float) (1 / sum));
    }
  }

  /** See {@link dev.fovea.backend.ReductionOps#softmaxGradient}. */
  public static void softmaxGradient(
      Softmax op, MemorySegment y, MemorySegment dy, MemorySegment dx, long begin) {
    int classes = op.classes();
    if (op.logarithm()) {
      float sum = (float) LOOPS.sum(dy, begin, classes);
      LOOPS.logSoftmaxGradient(y, dy, dx, begin, classes, sum);
    } else {
      float sum = (float) LOOPS.dot(y, dy, begin, classes);
      LOOPS.softmaxGradient(y, dy, dx, begin, classes, sum);
    }
  }

  /** See {@link CrossEntropy}. */
  public static void crossEntropy(
      CrossEntropy op,
      MemorySegment logits,
      MemorySegment targets,
      MemorySegment losses,
      long row) {
    int classes = op.classes();
    long begin = row * classes;
    float shift = LOOPS.maximum(logits, begin, classes);
    double logSum = Math.log(LOOPS.sumOfExponentials(logits, begin, classes, shift));
    double loss;
    if (op.target() == CrossEntropy.Target.SOFT) {
      loss = -LOOPS.weightedLogarithms(targets, logits, begin, classes, shift, (float) logSum);
    } else {
      int target = targets.getAtIndex(JAVA_INT, row);
      loss =
          exists(target, classes)
              ? logSum - ((double) logits.getAtIndex(JAVA_FLOAT, begin + target) - shift)
              : Double.NaN;
    }
    losses.setAtIndex(JAVA_FLOAT, row, (float) loss);
  }

  private static boolean exists(int target, int classes) {
    return target >= 0 && target < classes;
  }

  /** See {@link dev.fovea.backend.ReductionOps#crossEntropyGradient}. */
  public static void crossEntropyGradient(
      CrossEntropy op,
      MemorySegment logits,
      MemorySegment targets,
      MemorySegment dlosses,
      MemorySegment dlogits,
      long row) {
    int classes = op.classes();
    long begin = row * classes;
    float dloss = dlosses.getAtIndex(JAVA_FLOAT, row);
    float shift = LOOPS.maximum(logits, begin, classes);
    double sum = LOOPS.exponentials(logits, dlogits, begin, classes, shift);
    if (op.target() == CrossEntropy.Target.SOFT) {
      double total = LOOPS.sum(targets, begin, classes);
      LOOPS.scaleAndSubtract(
          (float) (dloss * total / sum), dlogits, dloss, targets, begin, classes);
      return;
    }
    int target = targets.getAtIndex(JAVA_INT, row);
    if (!exists(target, classes)) {
      LOOPS.scale(dlogits, begin, classes, Float.NaN);
      return;
    }
    double share = dlogits.getAtIndex(JAVA_FLOAT, begin + target) / sum;
    LOOPS.scale(dlogits, begin, classes, (float) (dloss / sum));
    dlogits.setAtIndex(JAVA_FLOAT, begin + target, (float) (dloss * (share - 1)));
  }
}
