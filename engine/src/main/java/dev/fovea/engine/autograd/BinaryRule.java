package dev.fovea.engine.autograd;

import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Binary.Kind;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Unary;
import dev.fovea.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code y = f(a, b)} with broadcasting: gradients are summed over the axes that were stretched.
 */
record BinaryRule(Binary op, Tensor a, Tensor b) implements Rule {
  @Override
  public List<Tensor> inputs() {
    return List.of(a, b);
  }

  @Override
  public Tensor forward() {
    return compute(op.kind(), a, b);
  }

  @Override
  public void pullback(Tensor y, Tensor dy) {
    switch (op.kind()) {
      case ADD -> {
        add(a, view(dy));
        add(b, view(dy));
      }
      case SUBTRACT -> {
        add(a, view(dy));
        if (Gradients.wanted(b)) {
          add(b, scaled(dy, -1));
        }
      }
      case MULTIPLY -> {
        if (Gradients.wanted(a)) {
          add(a, compute(Kind.MULTIPLY, dy, b));
        }
        if (Gradients.wanted(b)) {
          add(b, compute(Kind.MULTIPLY, dy, a));
        }
      }
      case DIVIDE -> { // da = dy / b; db = -y · dy / b
        var da = compute(Kind.DIVIDE, dy, b);
        if (Gradients.wanted(b)) {
          try (var product = compute(Kind.MULTIPLY, da, y)) {
            add(b, scaled(product, -1));
          }
        }
        add(a, da);
      }
      case MAXIMUM -> select(a, b, dy);
      case MINIMUM -> select(b, a, dy);
    }
  }

  /** Gives dy to a where {@code left > right} and to b elsewhere: the step is ReLU's derivative. */
  private void select(Tensor left, Tensor right, Tensor dy) {
    try (var difference = compute(Kind.SUBTRACT, left, right)) {
      var da = dy.emptyLike();
      var step = Unary.of(Unary.Kind.RELU, dy.elements());
      dy.backend()
          .unaryGradient(step, difference.buffer(), difference.buffer(), dy.buffer(), da.buffer());
      if (Gradients.wanted(b)) {
        add(b, compute(Kind.SUBTRACT, dy, da));
      }
      add(a, da);
    }
  }

  private static Tensor compute(Kind kind, Tensor left, Tensor right) {
    var binary = new Binary(kind, left.shape(), right.shape());
    var result = left.emptyLike(binary.output());
    left.backend().binary(binary, left.buffer(), right.buffer(), result.buffer());
    return result;
  }

  private static Tensor scaled(Tensor x, float factor) {
    var result = x.emptyLike();
    x.backend().axpby(new Axpby(x.elements(), factor, 0), x.buffer(), result.buffer());
    return result;
  }

  private static Tensor view(Tensor x) {
    return x.reshape(x.shape());
  }

  /** Adds a contribution of the result's shape to an operand that may have been stretched. */
  private static void add(Tensor operand, Tensor contribution) {
    if (!Gradients.wanted(operand) || operand.shape().equals(contribution.shape())) {
      Gradients.add(operand, contribution);
      return;
    }
    try (contribution) {
      var stretched = stretchedAxes(operand.shape(), contribution.shape());
      if (stretched.isEmpty()) { // axes of size 1 were put in front
        Gradients.add(operand, contribution.reshape(operand.shape()));
        return;
      }
      var sum = new Reduce(Reduce.Kind.SUM, contribution.shape(), stretched);
      Gradients.add(operand, d -> contribution.backend().reduce(sum, contribution.buffer(), d));
    }
  }

  private static List<Integer> stretchedAxes(Shape from, Shape to) {
    var axes = new ArrayList<Integer>();
    int missing = to.rank() - from.rank();
    for (int axis = 0; axis < to.rank(); axis++) {
      int size = axis < missing ? 1 : from.size(axis - missing);
      if (size != to.size(axis)) {
        axes.add(axis);
      }
    }
    return axes;
  }
}
