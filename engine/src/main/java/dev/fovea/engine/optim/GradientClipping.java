package dev.fovea.engine.optim;

import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.tensor.Scope;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/** Keeps gradients from growing too large, between backward and the optimiser's step. */
public final class GradientClipping {
  private GradientClipping() {}

  /**
   * Scales all gradients together so that their joint Euclidean norm is at most {@code limit}
   * (Pascanu, Mikolov and Bengio, ICML 2013). Waits for the backend.
   *
   * @return the norm before
   */
  public static double byNorm(List<Tensor> parameters, double limit) {
    ShapeException.require(limit > 0, "clipping: limit must be positive: limit=%s", limit);
    double norm = Math.sqrt(sumOfSquares(parameters));
    if (norm > limit) {
      float factor = (float) (limit / norm);
      for (var gradient : gradients(parameters)) {
        var scale = new Axpby(gradient.elements(), factor, 0);
        gradient.backend().axpby(scale, gradient.buffer(), gradient.buffer());
      }
    }
    return norm;
  }

  private static double sumOfSquares(List<Tensor> parameters) {
    double sum = 0;
    try (var _ = Scope.open()) {
      for (var gradient : gradients(parameters)) {
        var square = gradient.emptyLike(Shape.of());
        int length = Math.toIntExact(gradient.elements());
        var op = Reduce.all(Reduce.Kind.SUM_OF_SQUARES, length);
        gradient.backend().reduce(op, gradient.buffer(), square.buffer());
        sum += square.item();
      }
    }
    return sum;
  }

  /** Limits each value of each gradient to {@code [-limit, limit]}. */
  public static void byValue(List<Tensor> parameters, double limit) {
    ShapeException.require(limit > 0, "clipping: limit must be positive: limit=%s", limit);
    try (var _ = Scope.open()) {
      for (var gradient : gradients(parameters)) {
        bound(Binary.Kind.MINIMUM, gradient, (float) limit);
        bound(Binary.Kind.MAXIMUM, gradient, (float) -limit);
      }
    }
  }

  private static void bound(Binary.Kind kind, Tensor gradient, float value) {
    try (var limit = gradient.emptyLike(Shape.of(1)).fill(value)) {
      var op = new Binary(kind, gradient.shape(), limit.shape());
      gradient.backend().binary(op, gradient.buffer(), limit.buffer(), gradient.buffer());
    }
  }

  private static List<Tensor> gradients(List<Tensor> parameters) {
    return parameters.stream().map(Tensor::gradient).filter(g -> g != null).toList();
  }
}
