package dev.fovea.kernels.java.winograd;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Window;
import dev.fovea.kernels.java.simd.Lanes;
import dev.fovea.kernels.java.simd.VectorMode;
import java.util.List;
import java.util.Optional;

/** Chooses the size of tiles by what a convolution is expected to cost. */
final class WinogradChoice {
  /** With fewer channels than lanes, transforms cost more than products save. */
  private static final int FEWEST_CHANNELS = 16;

  /** Fewer filters are convolved with neighbouring pixels taken as one. */
  private static final int FEWEST_FILTERS = 17;

  /** Values of a filter for a channel. */
  private static final int TAPS = 9;

  /**
   * Time of a multiply-add, in those of the plain product. Fitted, with the next two, to nineteen
   * layers of VGG, ResNet, SqueezeNet and YOLO, 7×7×512 to 208×208×16, one image, on Zen 5: F(2×2)
   * and F(4×4) against the plain product, ratios from 0.7 to 3. All but one are within a tenth of
   * what is expected, and the faster one is chosen.
   */
  private static final double MULTIPLY_ADD = 0.91;

  /** Time to transform a value of a tile of F(2×2), in multiply-adds of the plain product. */
  private static final double TRANSFORM_TILE_2 = 18;

  /** The same for F(4×4), which has more operations for a value. */
  private static final double TRANSFORM_TILE_4 = 31;

  /**
   * Time to read a value of a prepared filter, transformed or not: from memory, for those of a
   * network's other layers have been in the caches since. From a cache it were 1; one image of
   * 14×14×256 is then fastest by F(4×4), but slowest of all on two threads within ResNet-50. Not by
   * the number of threads, which share the memory (18 on one, 40 on two): results must not depend
   * on it.
   */
  private static final double READ_FILTER = 25;

  /** Time to transform a value of a filter, and to write it to memory: measured at 512×512. */
  private static final double TRANSFORM_FILTER = 90;

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
    double least = productCost(op, prepared);
    for (var kernel : candidates()) {
      double cost = cost(op, kernel, prepared);
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
  private static double productCost(Conv2d op, boolean prepared) {
    double pixels = (double) op.n() * op.rows().output() * op.columns().output();
    double read = prepared ? READ_FILTER : 0;
    return TAPS * (pixels + read) * op.channels() * op.filters();
  }

  /** Multiply-adds of the plain product that would take the time of this one. */
  private static double cost(Conv2d op, WinogradKernel kernel, boolean prepared) {
    var grid = new TileGrid(op, kernel.outputs());
    double tiles = grid.tiles();
    double computed = tiles / (1 - TileGroups.of(grid.columns(), grid.rows()).unused());
    double matrix = (double) op.channels() * op.filters();
    double products = MULTIPLY_ADD * computed * matrix;
    double transform = kernel.outputs() == 2 ? TRANSFORM_TILE_2 : TRANSFORM_TILE_4;
    double transforms =
        transform * tiles * (wholeVectors(op.channels()) + wholeVectors(op.filters()));
    return kernel.points()
        * (products + transforms + (prepared ? READ_FILTER : TRANSFORM_FILTER) * matrix);
  }

  private static int wholeVectors(int channels) {
    return Math.ceilDiv(channels, Lanes.COUNT) * Lanes.COUNT;
  }
}
