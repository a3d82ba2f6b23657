package dev.fovea.engine.nn;

import dev.fovea.backend.op.Shape;
import dev.fovea.engine.autograd.Functions;
import dev.fovea.engine.tensor.Tensor;

/** {@code [N,H,W,C]} as {@code [N,H·W·C]}; nothing is copied. */
public final class Flatten extends Layer {
  /** Keeps the first axis. */
  public Flatten() {}

  @Override
  public Tensor forward(Tensor x) {
    return Functions.flatten(x);
  }

  @Override
  public Shape outputShape(Shape input) {
    return Shape.of(input.size(0), Math.toIntExact(input.elements(1, input.rank())));
  }

  @Override
  public String describe() {
    return "flatten";
  }
}
