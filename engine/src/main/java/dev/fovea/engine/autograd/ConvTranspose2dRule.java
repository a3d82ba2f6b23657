package dev.fovea.engine.autograd;

import dev.fovea.backend.Activation;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** {@code y = activation(convTranspose2d(x, w) + bias)}. */
record ConvTranspose2dRule(
    ConvTranspose2d op, Tensor x, Tensor w, Tensor bias, Activation activation) implements Rule {
  ConvTranspose2dRule {
    Shapes.require("convTranspose2d", "x", x, op.input());
    Shapes.require("convTranspose2d", "w", w, op.weights());
  }

  @Override
  public List<Tensor> inputs() {
    return Arrays.asList(x, w, bias);
  }

  @Override
  public Tensor forward() {
    var y = x.emptyLike(op.output());
    var epilogue = new Epilogue(bias == null ? null : bias.buffer(), null, activation);
    x.backend().convTranspose2d(op, x.buffer(), w.buffer(), epilogue, y.buffer());
    return y;
  }

  @Override
  public void pullback(Tensor y, Tensor dy) {
    var backend = x.backend();
    var dz = ActivationGradient.of(activation, y, dy);
    Gradients.add(
        bias, dbias -> backend.reduce(Conv2dRule.overPixels(y.shape()), dz.buffer(), dbias));
    Gradients.add(w, dw -> backend.convTranspose2dWeightGradient(op, x.buffer(), dz.buffer(), dw));
    Gradients.add(x, dx -> backend.convTranspose2dInputGradient(op, dz.buffer(), w.buffer(), dx));
  }
}
