package dev.fovea.engine.nn;

import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Window;
import dev.fovea.engine.autograd.Functions;
import dev.fovea.engine.tensor.Tensor;

/**
 * Two-dimensional convolution of {@code [N,H,W,C]} to {@code [N,OH,OW,F]}. weight: {@code
 * [KH,KW,C/groups,F]}, bias: {@code [F]}. The operation is {@link dev.fovea.backend.op.Conv2d}.
 */
public final class Conv2d extends Layer {
  private final Conv2dOptions options;
  private final Tensor weight;
  private final Tensor bias;
  private final Geometry<dev.fovea.backend.op.Conv2d> geometry = new Geometry<>(this::operation);

  /** Kaiming-uniform weights for the options' activation, bias 0. */
  public Conv2d(ParameterSource source, Conv2dOptions options) {
    this(source, options, Initializer.kaimingUniform(options.activation()));
  }

  /** With weights of another distribution. */
  public Conv2d(ParameterSource source, Conv2dOptions options, Initializer initializer) {
    this.options = options;
    int taps = options.kernelRows() * options.kernelColumns();
    int channels = options.channels() / options.groups();
    int filters = options.filters() / options.groups();
    var shape =
        Shape.of(options.kernelRows(), options.kernelColumns(), channels, options.filters());
    this.weight =
        parameter(
            "weight",
            source.weights(initializer, shape, (long) taps * channels, (long) taps * filters));
    this.bias = options.withBias() ? parameter("bias", source.filled(options.filters(), 0)) : null;
  }

  private dev.fovea.backend.op.Conv2d operation(Shape input) {
    ShapeException.require(
        input.rank() == 4 && input.size(3) == options.channels(),
        "conv2d: input must be [N,H,W,%d]: x=%s",
        options.channels(),
        input);
    return dev.fovea.backend.op.Conv2d.of(
            input.size(0),
            window(input.size(1), options.kernelRows()),
            window(input.size(2), options.kernelColumns()),
            options.channels(),
            options.filters())
        .groups(options.groups())
        .padding(options.paddingMode());
  }

  private Window window(int size, int kernel) {
    return Window.of(size, kernel)
        .stride(options.stride())
        .padding(options.padding())
        .dilation(options.dilation());
  }

  @Override
  public Tensor forward(Tensor x) {
    return Functions.conv2d(geometry.of(x.shape()), x, weight, bias, options.activation());
  }

  /** The same with a pooling behind it, and without keeping what is between them. */
  Tensor forward(Tensor x, MaxPool2d pool) {
    var op = geometry.of(x.shape());
    var windows = pool.operation(op.output());
    return Functions.pooledConv2d(op, x, weight, bias, options.activation(), windows);
  }

  @Override
  public Shape outputShape(Shape input) {
    return geometry.of(input).output();
  }

  @Override
  public long multiplyAdds(Shape input) {
    return geometry.of(input).flops() / 2;
  }

  @Override
  public ReceptiveField receptiveField(ReceptiveField field, Shape input) {
    var op = geometry.of(input);
    return field.window(op.rows().span(), options.stride(), op.columns().span(), options.stride());
  }

  @Override
  public String describe() {
    return options.describe("conv2d");
  }
}
