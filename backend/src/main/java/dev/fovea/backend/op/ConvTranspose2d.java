package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * Transposed convolution: the input gradient of a convolution, used forward. x: {@code [N,H,W,C]}
 * is that convolution's output, y: {@code [N,OH,OW,F]} its input, w: {@code [KH,KW,F/groups,C]} its
 * weights; {@code OH = (H-1)·stride - before - after + dilation·(KH-1) + 1 + extra}, where {@code
 * extra < stride} is the convolution's remainder.
 *
 * @param convolution the convolution that it transposes; its output is this operation's input
 */
public record ConvTranspose2d(Conv2d convolution) implements Operation {
  /** Checks the padding. */
  public ConvTranspose2d {
    require(
        convolution.padding() == Conv2d.Padding.ZERO,
        "convTranspose2d: padding must be ZERO: padding=%s",
        convolution.padding());
  }

  /** {@code [N,H,W,C]} */
  public Shape input() {
    return convolution.output();
  }

  /** {@code [KH,KW,F/groups,C]} */
  public Shape weights() {
    return convolution.weights();
  }

  /** {@code [N,OH,OW,F]} */
  public Shape output() {
    return convolution.input();
  }

  @Override
  public String operation() {
    return "convTranspose2d";
  }
}
