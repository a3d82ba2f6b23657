package dev.fovea.engine.autograd;

import dev.fovea.backend.Activation;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Gemm;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** {@code y = activation(x · w + bias)}, one GEMM with an epilogue. */
record LinearRule(Tensor x, Tensor w, Tensor bias, Activation activation) implements Rule {
  LinearRule {
    ShapeException.require(
        w.shape().rank() == 2 && x.shape().rank() >= 1 && x.shape().size(-1) == w.shape().size(0),
        "linear: last size of x must be the first of w: x=%s, w=%s",
        x.shape(),
        w.shape());
  }

  private int rows() {
    return Math.toIntExact(x.elements() / inputs(w));
  }

  private static int inputs(Tensor w) {
    return w.shape().size(0);
  }

  private int outputs() {
    return w.shape().size(1);
  }

  @Override
  public List<Tensor> inputs() {
    return Arrays.asList(x, w, bias);
  }

  @Override
  public Tensor forward() {
    var y = x.emptyLike(x.shape().with(-1, outputs()));
    var epilogue = new Epilogue(bias == null ? null : bias.buffer(), null, activation);
    var gemm = Gemm.of(rows(), outputs(), inputs(w));
    x.backend().gemm(gemm, x.buffer(), w.buffer(), epilogue, y.buffer());
    return y;
  }

  @Override
  public void pullback(Tensor y, Tensor dy) {
    var backend = x.backend();
    int m = rows();
    int k = inputs(w);
    int n = outputs();
    var dz = ActivationGradient.of(activation, y, dy);
    Gradients.add(
        x,
        dx ->
            backend.gemm(
                Gemm.of(m, k, n, false, true), dz.buffer(), w.buffer(), Epilogue.NONE, dx));
    Gradients.add(
        w,
        dw ->
            backend.gemm(
                Gemm.of(k, n, m, true, false), x.buffer(), dz.buffer(), Epilogue.NONE, dw));
    Gradients.add(
        bias,
        dbias -> backend.reduce(Reduce.of(Reduce.Kind.SUM, Shape.of(m, n), 0), dz.buffer(), dbias));
  }
}
