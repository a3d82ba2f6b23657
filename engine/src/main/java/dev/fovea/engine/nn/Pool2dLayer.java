package dev.fovea.engine.nn;

import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Adaptive;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.PoolAxis;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Window;
import dev.fovea.engine.autograd.Functions;
import dev.fovea.engine.tensor.Tensor;

/** What all poolings of {@code [N,H,W,C]} share; {@link Pool2d} is the operation. */
abstract sealed class Pool2dLayer extends Layer permits MaxPool2d, AveragePool2d, AdaptivePool2d {
  private final Geometry<Pool2d> geometry = new Geometry<>(this::checked);

  /** The operation on images of n, height, width and channels. */
  abstract Pool2d operation(int n, int height, int width, int channels);

  private Pool2d checked(Shape input) {
    ShapeException.require(input.rank() == 4, "pool2d: input must be [N,H,W,C]: x=%s", input);
    return operation(input.size(0), input.size(1), input.size(2), input.size(3));
  }

  /** The operation on an input of this shape. */
  final Pool2d operation(Shape input) {
    return geometry.of(input);
  }

  static Window window(int size, int kernel, int stride, int padding) {
    return Window.of(size, kernel).stride(stride).padding(padding);
  }

  @Override
  public Tensor forward(Tensor x) {
    return Functions.pool2d(operation(x.shape()), x);
  }

  @Override
  public Shape outputShape(Shape input) {
    return operation(input).output();
  }

  @Override
  public ReceptiveField receptiveField(ReceptiveField field, Shape input) {
    var op = operation(input);
    return field.window(
        span(op.rows()), stride(op.rows()), span(op.columns()), stride(op.columns()));
  }

  private static int span(PoolAxis axis) {
    return switch (axis) {
      case Window window -> window.span();
      case Adaptive adaptive -> Math.ceilDiv(adaptive.size(), adaptive.output());
    };
  }

  private static int stride(PoolAxis axis) {
    return switch (axis) {
      case Window window -> window.stride();
      case Adaptive adaptive -> Math.max(1, adaptive.size() / adaptive.output());
    };
  }
}
