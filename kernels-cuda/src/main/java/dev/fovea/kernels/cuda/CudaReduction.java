package dev.fovea.kernels.cuda;

import static dev.fovea.kernels.cuda.memory.DeviceBuffer.floats;
import static dev.fovea.kernels.cuda.memory.DeviceBuffer.ints;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.ReductionOps;
import dev.fovea.backend.op.ArgMax;
import dev.fovea.backend.op.CrossEntropy;
import dev.fovea.backend.op.NonMaximumSuppression;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Softmax;
import dev.fovea.kernels.cuda.bindings.Kernels;
import java.util.List;

/** Reductions, softmax, cross-entropy, see {@link ReductionOps}. */
interface CudaReduction extends ReductionOps, CudaSupport {
  @Override
  default void reduce(Reduce op, Buffer x, Buffer y) {
    reduce(ReduceStep.of(op), x, y);
  }

  private void reduce(List<ReduceStep> steps, Buffer x, Buffer y) {
    var first = steps.getFirst();
    if (steps.size() == 1) {
      reduce(first, x, y);
      return;
    }
    try (var partial = allocate(DataType.FLOAT32, first.outputLength())) {
      reduce(first, x, partial);
      reduce(steps.subList(1, steps.size()), partial, y);
    }
  }

  private void reduce(ReduceStep step, Buffer x, Buffer y) {
    var geometry = geometry(step, ReduceStep::nativeForm);
    var from = floats(x);
    var to = floats(y);
    try (var workspace = workspace(Kernels.fovea_reduce_workspace(geometry))) {
      var scratch = floats(workspace);
      launch(
          step.operation(),
          step,
          stream -> Kernels.fovea_reduce_float32(geometry, from, to, scratch, stream),
          x,
          y,
          workspace);
    }
  }

  @Override
  default void argMax(ArgMax op, Buffer x, Buffer y) {
    var from = floats(x);
    var to = ints(y);
    long bytes = Kernels.fovea_arg_max_workspace(op.outer(), op.size(), op.inner());
    try (var workspace = workspace(bytes)) {
      var scratch = floats(workspace);
      launch(
          "argMax",
          op,
          stream ->
              Kernels.fovea_arg_max_float32(
                  op.outer(), op.size(), op.inner(), from, to, scratch, stream),
          x,
          y,
          workspace);
    }
  }

  @Override
  default void nonMaximumSuppression(
      NonMaximumSuppression op, Buffer boxes, Buffer scores, Buffer kept) {
    var corners = floats(boxes);
    var values = floats(scores);
    var to = ints(kept);
    long bytes = Kernels.fovea_non_maximum_suppression_workspace(op.count());
    try (var workspace = workspace(bytes)) {
      var scratch = floats(workspace);
      launch(
          "nonMaximumSuppression",
          op,
          stream ->
              Kernels.fovea_non_maximum_suppression_float32(
                  op.count(), op.threshold(), corners, values, to, scratch, stream),
          boxes,
          scores,
          kept,
          workspace);
    }
  }

  @Override
  default void softmax(Softmax op, Buffer x, Buffer y) {
    int logarithm = op.logarithm() ? 1 : 0;
    var from = floats(x);
    var to = floats(y);
    launch(
        "softmax",
        op,
        stream ->
            Kernels.fovea_softmax_float32(op.rows(), op.classes(), logarithm, from, to, stream),
        x,
        y);
  }

  @Override
  default void softmaxGradient(Softmax op, Buffer y, Buffer dy, Buffer dx) {
    int logarithm = op.logarithm() ? 1 : 0;
    var result = floats(y);
    var from = floats(dy);
    var to = floats(dx);
    launch(
        "softmaxGradient",
        op,
        stream ->
            Kernels.fovea_softmax_gradient_float32(
                op.rows(), op.classes(), logarithm, result, from, to, stream),
        y,
        dy,
        dx);
  }

  @Override
  default void crossEntropy(CrossEntropy op, Buffer logits, Buffer targets, Buffer losses) {
    var x = floats(logits);
    var classes = ints(targets);
    var weights = floats(targets);
    var to = floats(losses);
    launch(
        "crossEntropy",
        op,
        stream ->
            switch (op.target()) {
              case CLASS_INDEX ->
                  Kernels.fovea_cross_entropy_float32(
                      op.rows(), op.classes(), x, classes, to, stream);
              case SOFT ->
                  Kernels.fovea_soft_cross_entropy_float32(
                      op.rows(), op.classes(), x, weights, to, stream);
            },
        logits,
        targets,
        losses);
  }

  @Override
  default void crossEntropyGradient(
      CrossEntropy op, Buffer logits, Buffer targets, Buffer dlosses, Buffer dlogits) {
    var x = floats(logits);
    var classes = ints(targets);
    var weights = floats(targets);
    var from = floats(dlosses);
    var to = floats(dlogits);
    launch(
        "crossEntropyGradient",
        op,
        stream ->
            switch (op.target()) {
              case CLASS_INDEX ->
                  Kernels.fovea_cross_entropy_gradient_float32(
                      op.rows(), op.classes(), x, classes, from, to, stream);
              case SOFT ->
                  Kernels.fovea_soft_cross_entropy_gradient_float32(
                      op.rows(), op.classes(), x, weights, from, to, stream);
            },
        logits,
        targets,
        dlosses,
        dlogits);
  }
}
