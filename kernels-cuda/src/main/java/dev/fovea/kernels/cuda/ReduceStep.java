package dev.fovea.kernels.cuda;

import dev.fovea.backend.op.Operation;
import dev.fovea.backend.op.Reduce;
import dev.fovea.kernels.cuda.bindings.Kernels;
import dev.fovea.kernels.cuda.bindings.fovea_reduce;
import java.util.ArrayList;
import java.util.List;

/**
 * A reduction along the middle of {@code [outer, size, inner]}; one over several axes is a few of
 * them.
 */
record ReduceStep(Reduce.Kind kind, long outer, long size, long inner) implements Operation {

  /** What a reduction comes to, its last run of neighbouring axes first. */
  static List<ReduceStep> of(Reduce op) {
    List<ReduceStep> steps = new ArrayList<>();
    var shape = op.input();
    long size = 1;
    long inner = 1;
    boolean open = false;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      if (op.axes().contains(axis)) {
        size *= shape.size(axis);
        open = true;
      } else if (shape.size(axis) > 1) {
        if (open) {
          steps.add(next(op, steps, shape.elements(0, axis + 1), size, inner));
        }
        inner *= shape.size(axis);
        size = 1;
        open = false;
      }
    }
    if (open) {
      steps.add(next(op, steps, 1, size, inner));
    }
    return steps;
  }

  /** Squares are taken once. */
  private static ReduceStep next(
      Reduce op, List<ReduceStep> before, long outer, long size, long inner) {
    boolean squared = op.kind() == Reduce.Kind.SUM_OF_SQUARES && !before.isEmpty();
    return new ReduceStep(squared ? Reduce.Kind.SUM : op.kind(), outer, size, inner);
  }

  long outputLength() {
    return outer * inner;
  }

  fovea_reduce nativeForm() {
    return new fovea_reduce().kind(nativeKind()).outer(outer).size(size).inner(inner);
  }

  private int nativeKind() {
    return switch (kind) {
      case SUM -> Kernels.FOVEA_REDUCE_SUM;
      case MEAN -> Kernels.FOVEA_REDUCE_MEAN;
      case SUM_OF_SQUARES -> Kernels.FOVEA_REDUCE_SUM_OF_SQUARES;
      case MAX -> Kernels.FOVEA_REDUCE_MAX;
      case MIN -> Kernels.FOVEA_REDUCE_MIN;
    };
  }

  @Override
  public String operation() {
    return "reduce";
  }
}
