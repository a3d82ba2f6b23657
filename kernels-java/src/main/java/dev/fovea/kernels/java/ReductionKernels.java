package dev.fovea.kernels.java;

import static dev.fovea.backend.memory.HostBuffer.segment;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ReductionOps;
import dev.fovea.backend.op.ArgMax;
import dev.fovea.backend.op.CrossEntropy;
import dev.fovea.backend.op.NonMaximumSuppression;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Softmax;
import dev.fovea.kernels.java.parallel.Ranges;
import dev.fovea.kernels.java.reduction.CrossEntropyRows;
import dev.fovea.kernels.java.reduction.Reduction;
import dev.fovea.kernels.java.reduction.ReductionLoops;
import dev.fovea.kernels.java.reduction.Rows;
import dev.fovea.kernels.java.reduction.Suppression;

/** Sums, extrema and row-wise functions, see {@link ReductionOps}. */
interface ReductionKernels extends ReductionOps, KernelSupport {
  /** The inner loops of {@link #argMax}. */
  ReductionLoops LOOPS = ReductionLoops.ofMode();

  /** An element of a row's softmax costs as much as so many of simple arithmetic. */
  int EXPONENTIAL_COST = 4;

  @Override
  default void reduce(Reduce op, Buffer x, Buffer y) {
    Reduction.run(op, segment(x), segment(y), workers(), scratch());
  }

  @Override
  default void argMax(ArgMax op, Buffer x, Buffer y) {
    var from = segment(x);
    var to = segment(y);
    long block = (long) op.size() * op.inner();
    Ranges.run(
        workers(),
        op.outer(),
        Ranges.itemsPerTask(block),
        (begin, count) -> {
          for (long o = begin; o < begin + count; o++) {
            if (op.inner() == 1) {
              to.setAtIndex(JAVA_INT, o, LOOPS.argMax(from, o * op.size(), op.size()));
            } else {
              LOOPS.argMaxColumns(
                  from, o * block, op.inner(), op.size(), op.inner(), to, o * op.inner());
            }
          }
        });
  }

  @Override
  default void nonMaximumSuppression(
      NonMaximumSuppression op, Buffer boxes, Buffer scores, Buffer kept) {
    Suppression.run(op, segment(boxes), segment(scores), segment(kept));
  }

  @Override
  default void softmax(Softmax op, Buffer x, Buffer y) {
    var from = segment(x);
    var to = segment(y);
    forEachRow(
        op.rows(),
        op.classes(),
        (begin, count) -> {
          try (var rows = new Rows(op.classes(), scratch())) {
            if (op.logarithm()) {
              rows.logSoftmax(from, to, begin, count);
            } else {
              rows.softmax(from, to, begin, count);
            }
          }
        });
  }

  @Override
  default void softmaxGradient(Softmax op, Buffer y, Buffer dy, Buffer dx) {
    var result = segment(y);
    var from = segment(dy);
    var to = segment(dx);
    forEachRow(
        op.rows(),
        op.classes(),
        (begin, count) -> {
          try (var rows = new Rows(op.classes(), scratch())) {
            if (op.logarithm()) {
              rows.logSoftmaxGradient(result, from, to, begin, count);
            } else {
              rows.softmaxGradient(result, from, to, begin, count);
            }
          }
        });
  }

  @Override
  default void crossEntropy(CrossEntropy op, Buffer logits, Buffer targets, Buffer losses) {
    var x = segment(logits);
    var t = segment(targets);
    var y = segment(losses);
    forEachRow(
        op.rows(),
        op.classes(),
        (begin, count) -> {
          try (var rows = new CrossEntropyRows(op, scratch())) {
            rows.losses(x, t, y, begin, count);
          }
        });
  }

  @Override
  default void crossEntropyGradient(
      CrossEntropy op, Buffer logits, Buffer targets, Buffer dlosses, Buffer dlogits) {
    var x = segment(logits);
    var t = segment(targets);
    var dy = segment(dlosses);
    var dx = segment(dlogits);
    forEachRow(
        op.rows(),
        op.classes(),
        (begin, count) -> {
          try (var rows = new CrossEntropyRows(op, scratch())) {
            rows.gradients(x, t, dy, dx, begin, count);
          }
        });
  }

  private void forEachRow(long count, int classes, Ranges.Task task) {
    Ranges.run(workers(), count, Ranges.itemsPerTask((long) EXPONENTIAL_COST * classes), task);
  }
}
