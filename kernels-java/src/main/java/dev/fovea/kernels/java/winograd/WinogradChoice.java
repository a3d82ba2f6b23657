package dev.fovea.kernels.java.winograd;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Window;
import dev.fovea.kernels.java.simd.VectorMode;
import java.util.List;
import java.util.Optional;

/** Chooses the size of tiles by what a convolution is expected to cost. */
final class WinogradChoice {
  /** With fewer channels than lanes, transforms cost more than products save. */
  private static final int FEWEST_CHANNELS = 16;

  /** Fewer filters are convolved with neighbouring pixels taken as one. */
  private static final int FEWEST_FILTERS = 17;

  /**
   * Time to transform a value of a tile, in multiply-adds. Fitted, with {@link #READ_FILTER}, to
   * eleven layers of VGG, ResNet and SqueezeNet, 7×7×512 to 56×56×64, on Zen 5: F(2×2) and F(4×4)
   * against the plain product, ratios from 0.5 to 1.7, are within a tenth of what is expected.
   */
  private static final double TRANSFORM_TILE = 25;

  /** Time to transform a value of a filter, and to write it to memory: measured at 512×512. */
  private static final double TRANSFORM_FILTER = 90;

  /** Time to read a transformed value of a filter. */
  private static final double READ_FILTER = 15;

  private WinogradChoice() {}

  /** Whether the algorithm applies. */
  static boolean fits(Conv2d op) {
    return VectorMode.current().isVector()
        && op.groups() == 1
        && op.channels() >= FEWEST_CHANNELS
        && op.filters() >= FEWEST_FILTERS
        && fits(op.rows())
        && fits(op.columns());
  }

  private static boolean fits(Window window) {
    return window.kernel() == 3 && window.stride() == 1 && window.dilation() == 1;
  }

  /**
   * The transforms that are expected to be fastest, if faster than the plain product.
   *
   * @param prepared whether filters are transformed beforehand
   */
  static Optional<WinogradKernel> kernel(Conv2d op, boolean prepared) {
    if (!fits(op)) {
      return Optional.empty();
    }
    Optional<WinogradKernel> best = Optional.empty();
    double least = productCost(op);
    for (var kernel : candidates()) {
      double cost = cost(op, kernel, prepared ? READ_FILTER : TRANSFORM_FILTER);
      if (cost < least) {
        least = cost;
        best = Optional.of(kernel);
      }
    }
    return best;
  }

  /**
   * Not F(6×6, 3×3): it was faster than F(4×4, 3×3) for one of VGG's layers only, by a sixth, and
   * its errors are larger. Made here, not at start, for they can't be loaded without vectors.
   */
  private static List<WinogradKernel> candidates() {
    return List.of(new VectorWinograd2(), new VectorWinograd4());
  }

  /** Multiply-adds of a convolution as a product. */
  private static double productCost(Conv2d op) {
    double pixels = (double) op.n() * op.rows().output() * op.columns().output();
    return pixels * 9 * op.channels() * op.filters();
  }

  /** Multiply-adds of the products, and as many as would take the time of the rest. */
  private static double cost(Conv2d op, WinogradKernel kernel, double filterCost) {
    double tiles = new TileGrid(op, kernel.outputs()).tiles();
    double channels = op.channels();
    double filters = op.filters();
    double products = tiles * channels * filters;
    double transforms = TRANSFORM_TILE * tiles * (channels + filters);
    return kernel.points() * (products + transforms + filterCost * channels * filters);
  }
}
