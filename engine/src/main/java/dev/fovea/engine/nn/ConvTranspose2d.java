package dev.fovea.engine.nn;

import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Window;
import dev.fovea.engine.autograd.Functions;
import dev.fovea.engine.tensor.Tensor;

/**
 * Transposed convolution of {@code [N,H,W,C]} to {@code [N,OH,OW,F]}, {@code OH = (H-1)·stride -
 * 2·padding + dilation·(KH-1) + 1}. weight: {@code [KH,KW,F/groups,C]}, bias: {@code [F]}. The
 * operation is {@link dev.fovea.backend.op.ConvTranspose2d}.
 */
public final class ConvTranspose2d extends Layer {
  private final Conv2dOptions options;
  private final Tensor weight;
  private final Tensor bias;
  private final Geometry<dev.fovea.backend.op.ConvTranspose2d> geometry =
      new Geometry<>(this::operation);

  /** Kaiming-uniform weights for the options' activation, bias 0. */
  public ConvTranspose2d(ParameterSource source, Conv2dOptions options) {
    this.options = options;
    long taps = (long) options.kernelRows() * options.kernelColumns();
    int filters = options.filters() / options.groups();
    var shape =
        Shape.of(options.kernelRows(), options.kernelColumns(), filters, options.channels());
    this.weight =
        parameter(
            "weight",
            source.weights(
                Initializer.kaimingUniform(options.activation()),
                shape,
                taps * options.channels() / options.groups(),
                taps * filters));
    this.bias = options.withBias() ? parameter("bias", source.filled(options.filters(), 0)) : null;
  }

  private dev.fovea.backend.op.ConvTranspose2d operation(Shape input) {
    ShapeException.require(
        input.rank() == 4 && input.size(3) == options.channels(),
        "convTranspose2d: input must be [N,H,W,%d]: x=%s",
        options.channels(),
        input);
    var convolution =
        Conv2d.of(
                input.size(0),
                window(input.size(1), options.kernelRows()),
                window(input.size(2), options.kernelColumns()),
                options.filters(),
                options.channels())
            .groups(options.groups())
            .padding(options.paddingMode());
    return new dev.fovea.backend.op.ConvTranspose2d(convolution);
  }

  /** The window of the convolution that is transposed, over this layer's output. */
  private Window window(int inputSize, int kernel) {
    int size =
        (inputSize - 1) * options.stride()
            - 2 * options.padding()
            + options.dilation() * (kernel - 1)
            + 1;
    return Window.of(size, kernel)
        .stride(options.stride())
        .padding(options.padding())
        .dilation(options.dilation());
  }

  @Override
  public Tensor forward(Tensor x) {
    return Functions.convTranspose2d(geometry.of(x.shape()), x, weight, bias, options.activation());
  }

  @Override
  public Shape outputShape(Shape input) {
    return geometry.of(input).output();
  }

  @Override
  public long multiplyAdds(Shape input) {
    return geometry.of(input).convolution().flops() / 2;
  }

  @Override
  public ReceptiveField receptiveField(ReceptiveField field, Shape input) {
    var convolution = geometry.of(input).convolution();
    int rows = Math.ceilDiv(convolution.rows().span(), options.stride());
    int columns = Math.ceilDiv(convolution.columns().span(), options.stride());
    return field.window(rows, 1, columns, 1);
  }

  @Override
  public String describe() {
    return options.describe("convTranspose2d");
  }
}
