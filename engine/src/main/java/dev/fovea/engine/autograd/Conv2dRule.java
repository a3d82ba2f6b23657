package dev.fovea.engine.autograd;

import dev.fovea.backend.Activation;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** {@code y = activation(conv2d(x, w) + bias)}. */
record Conv2dRule(Conv2d op, Tensor x, Tensor w, Tensor bias, Activation activation)
    implements Rule {
  Conv2dRule {
    Shapes.require("conv2d", "x", x, op.input());
    Shapes.require("conv2d", "w", w, op.weights());
  }

  @Override
  public List<Tensor> inputs() {
    return Arrays.asList(x, w, bias);
  }

  @Override
  public Tensor forward() {
    var y = x.emptyLike(op.output());
    var epilogue = new Epilogue(bias == null ? null : bias.buffer(), null, activation);
    x.backend().conv2d(op, x.buffer(), w.buffer(), epilogue, y.buffer());
    return y;
  }

  @Override
  public void pullback(Tensor y, Tensor dy) {
    var dz = ActivationGradient.of(activation, y, dy);
    pullToBias(dz);
    pullToOperands(dz);
  }

  /** Adds to the bias's gradient, given that before the activation or some values of it. */
  void pullToBias(Tensor dz) {
    Gradients.add(bias, dbias -> dz.backend().reduce(overPixels(dz.shape()), dz.buffer(), dbias));
  }

  /** Whether a gradient flows to x or w. */
  boolean reachesOperands() {
    return Gradients.wanted(x) || Gradients.wanted(w);
  }

  /** Adds to the gradients of x and w, given that before the activation. */
  void pullToOperands(Tensor dz) {
    var backend = x.backend();
    Gradients.add(w, dw -> backend.conv2dWeightGradient(op, x.buffer(), dz.buffer(), dw));
    Gradients.add(x, dx -> backend.conv2dInputGradient(op, dz.buffer(), w.buffer(), dx));
  }

  /** The sum over all axes but the channels. */
  static Reduce overPixels(Shape shape) {
    int channels = shape.size(-1);
    return Reduce.of(
        Reduce.Kind.SUM, Shape.of(Math.toIntExact(shape.elements() / channels), channels), 0);
  }
}
