package dev.fovea.kernels.java.winograd;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Window;
import dev.fovea.kernels.java.simd.VectorMode;
import java.util.Optional;

/** Chooses the size of tiles by what a convolution is expected to cost. */
final class WinogradChoice {
  /** With fewer channels or filters than lanes, transforms cost more than products save. */
  private static final int FEWEST = 16;

  private WinogradChoice() {}

  /** Whether the algorithm applies. */
  static boolean fits(Conv2d op) {
    return VectorMode.current().isVector()
        && op.groups() == 1
        && op.channels() >= FEWEST
        && op.filters() >= FEWEST
        && fits(op.rows())
        && fits(op.columns());
  }

  private static boolean fits(Window window) {
    return window.kernel() == 3 && window.stride() == 1 && window.dilation() == 1;
  }

  /** The transforms that are expected to be fastest, if faster than the plain product. */
  static Optional<WinogradKernel> kernel(Conv2d op) {
    if (!fits(op)) {
      return Optional.empty();
    }
    Optional<WinogradKernel> best = Optional.empty();
    double least = productCost(op);
    for (var kernel : new WinogradKernel[] {new VectorWinograd2(), new VectorWinograd4()}) {
      double cost = cost(op, kernel);
      if (cost < least) {
        least = cost;
        best = Optional.of(kernel);
      }
    }
    return best;
  }

  /** Multiply-adds of a convolution as a product. */
  private static double productCost(Conv2d op) {
    double pixels = (double) op.n() * op.rows().output() * op.columns().output();
    return pixels * 9 * op.channels() * op.filters();
  }

  /**
   * Multiply-adds of the products, and as many as would take the time of the transforms: of a value
   * of the image or the result as many as some fifty, of a weight some forty.
   */
  private static double cost(Conv2d op, WinogradKernel kernel) {
    double tiles = new TileGrid(op, kernel.outputs()).tiles();
    double channels = op.channels();
    double filters = op.filters();
    return kernel.points()
        * (tiles * (channels * filters + 50 * (channels + filters)) + 40 * channels * filters);
  }
}
