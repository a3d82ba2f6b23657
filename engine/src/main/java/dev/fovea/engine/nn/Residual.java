package dev.fovea.engine.nn;

import dev.fovea.backend.Activation;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.autograd.Functions;
import dev.fovea.engine.tensor.Tensor;

/**
 * {@code y = activation(body(x) + shortcut(x))}, the block of residual networks (He et al.,
 * arXiv:1512.03385, equations 1 and 2). The body's parts are named as if they were the block's own,
 * the shortcut is called {@code downsample}, as in published weights.
 */
public final class Residual extends Layer {
  private final Layer body;
  private final Layer shortcut;
  private final Activation activation;

  /** With the input itself as shortcut; body keeps the shape. */
  public Residual(Layer body, Activation activation) {
    this(body, null, activation);
  }

  /**
   * With a shortcut that changes the shape as the body does.
   *
   * @param shortcut null for the input itself
   */
  public Residual(Layer body, Layer shortcut, Activation activation) {
    this.body = child(UNNAMED, body);
    this.shortcut = shortcut == null ? null : child("downsample", shortcut);
    this.activation = activation;
  }

  @Override
  public Tensor forward(Tensor x) {
    var change = body.forward(x);
    var kept = shortcut == null ? x : shortcut.forward(x);
    var sum = Functions.add(change, kept);
    release(change, x);
    release(kept, x);
    var y = Functions.activate(activation, sum);
    release(sum, y);
    return y;
  }

  @Override
  public Shape outputShape(Shape input) {
    var output = body.outputShape(input);
    var kept = shortcut == null ? input : shortcut.outputShape(input);
    ShapeException.require(
        output.equals(kept),
        "residual: body and shortcut must give the same shape: body=%s, shortcut=%s",
        output,
        kept);
    return output;
  }

  @Override
  public long multiplyAdds(Shape input) {
    return body.multiplyAdds(input) + (shortcut == null ? 0 : shortcut.multiplyAdds(input));
  }

  @Override
  public ReceptiveField receptiveField(ReceptiveField field, Shape input) {
    var change = body.receptiveField(field, input);
    return shortcut == null ? change : change.union(shortcut.receptiveField(field, input));
  }

  @Override
  public String describe() {
    return "add" + Descriptions.activation(activation);
  }
}
