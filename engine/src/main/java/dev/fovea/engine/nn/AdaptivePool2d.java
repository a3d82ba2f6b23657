package dev.fovea.engine.nn;

import dev.fovea.backend.op.Adaptive;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.engine.tensor.Tensor;

/** Pooling to a given size, whatever that of the input; to 1×1 it is global. */
public final class AdaptivePool2d extends Pool2dLayer {
  private final Pool2d.Kind kind;
  private final int outputHeight;
  private final int outputWidth;

  /** Pools to a given size. */
  public AdaptivePool2d(Pool2d.Kind kind, int outputHeight, int outputWidth) {
    this.kind = kind;
    this.outputHeight = outputHeight;
    this.outputWidth = outputWidth;
  }

  /** The mean of each channel. */
  public static AdaptivePool2d globalAverage() {
    return new AdaptivePool2d(Pool2d.Kind.AVERAGE, 1, 1);
  }

  /** The input itself if it has that size already: every window is one cell. */
  @Override
  public Tensor forward(Tensor x) {
    var shape = x.shape();
    boolean fits =
        shape.rank() == 4 && shape.size(1) == outputHeight && shape.size(2) == outputWidth;
    return fits ? x : super.forward(x);
  }

  @Override
  Pool2d operation(int n, int height, int width, int channels) {
    return new Pool2d(
        kind,
        n,
        new Adaptive(height, outputHeight),
        new Adaptive(width, outputWidth),
        channels,
        false);
  }

  @Override
  public String describe() {
    return "adaptive " + (kind == Pool2d.Kind.MAX ? "max" : "average") + " pool";
  }
}
