package dev.fovea.engine.nn;

import dev.fovea.backend.Activation;
import dev.fovea.backend.op.Conv2d;

/**
 * What a convolution is, whatever the size of its input.
 *
 * @param channels input channels
 * @param filters output channels
 * @param kernelRows rows of the filter
 * @param kernelColumns columns of the filter
 * @param stride cells between windows
 * @param padding cells added on each side
 * @param dilation cells between taps
 * @param groups independent parts of the channels
 * @param paddingMode what padding cells hold
 * @param withBias whether a bias is added
 * @param activation applied last
 */
public record Conv2dOptions(
    int channels,
    int filters,
    int kernelRows,
    int kernelColumns,
    int stride,
    int padding,
    int dilation,
    int groups,
    Conv2d.Padding paddingMode,
    boolean withBias,
    Activation activation) {

  /** A square filter, stride 1, no padding, with a bias, no activation. */
  public static Conv2dOptions of(int channels, int filters, int kernel) {
    return new Conv2dOptions(
        channels,
        filters,
        kernel,
        kernel,
        1,
        0,
        1,
        1,
        Conv2d.Padding.ZERO,
        true,
        Activation.IDENTITY);
  }

  /** The same with another filter size. */
  public Conv2dOptions kernel(int rows, int columns) {
    return new Conv2dOptions(
        channels,
        filters,
        rows,
        columns,
        stride,
        padding,
        dilation,
        groups,
        paddingMode,
        withBias,
        activation);
  }

  /** The same with another stride. */
  public Conv2dOptions stride(int cells) {
    return new Conv2dOptions(
        channels,
        filters,
        kernelRows,
        kernelColumns,
        cells,
        padding,
        dilation,
        groups,
        paddingMode,
        withBias,
        activation);
  }

  /** The same with padding on each side. */
  public Conv2dOptions padding(int cells) {
    return new Conv2dOptions(
        channels,
        filters,
        kernelRows,
        kernelColumns,
        stride,
        cells,
        dilation,
        groups,
        paddingMode,
        withBias,
        activation);
  }

  /** The same with other content of padding cells. */
  public Conv2dOptions paddingMode(Conv2d.Padding mode) {
    return new Conv2dOptions(
        channels,
        filters,
        kernelRows,
        kernelColumns,
        stride,
        padding,
        dilation,
        groups,
        mode,
        withBias,
        activation);
  }

  /** The same with another dilation. */
  public Conv2dOptions dilation(int cells) {
    return new Conv2dOptions(
        channels,
        filters,
        kernelRows,
        kernelColumns,
        stride,
        padding,
        cells,
        groups,
        paddingMode,
        withBias,
        activation);
  }

  /** The same in groups. */
  public Conv2dOptions groups(int parts) {
    return new Conv2dOptions(
        channels,
        filters,
        kernelRows,
        kernelColumns,
        stride,
        padding,
        dilation,
        parts,
        paddingMode,
        withBias,
        activation);
  }

  /** The same without a bias, as before batch norm. */
  public Conv2dOptions withoutBias() {
    return new Conv2dOptions(
        channels,
        filters,
        kernelRows,
        kernelColumns,
        stride,
        padding,
        dilation,
        groups,
        paddingMode,
        false,
        activation);
  }

  /** The same with another activation. */
  public Conv2dOptions activation(Activation function) {
    return new Conv2dOptions(
        channels,
        filters,
        kernelRows,
        kernelColumns,
        stride,
        padding,
        dilation,
        groups,
        paddingMode,
        withBias,
        function);
  }

  /** The same with ReLU. */
  public Conv2dOptions relu() {
    return activation(Activation.RELU);
  }

  /** {@code conv2d 5×5, relu} */
  String describe(String operation) {
    return operation
        + " "
        + kernelRows
        + "×"
        + kernelColumns
        + (stride == 1 ? "" : "/" + stride)
        + Descriptions.activation(activation);
  }
}
