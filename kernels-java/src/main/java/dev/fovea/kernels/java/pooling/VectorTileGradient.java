package dev.fovea.kernels.java.pooling;

import dev.fovea.backend.op.Pool2d;
import dev.fovea.kernels.java.simd.Lanes;

/**
 * Gradients of equal windows that tile the image: every cell is written once. With many channels
 * that is means and maxima of 2×2 cells apart, which {@link VectorRowGradient} takes.
 */
final class VectorTileGradient {
  private final WindowTaps taps;
  private final WindowBlock.Kernel kernel;

  private VectorTileGradient(WindowTaps taps, WindowBlock.Kernel kernel) {
    this.taps = taps;
    this.kernel = kernel;
  }

  /** The way for an operation, or null. */
  static VectorTileGradient of(Pool2d op, PoolGeometry geometry) {
    int rows = geometry.rows().largest();
    int columns = geometry.columns().largest();
    boolean suits = geometry.fitsInt() && geometry.tilesEqually() && columns > 1;
    boolean few = op.channels() <= Lanes.COUNT;
    boolean isMax = op.kind() == Pool2d.Kind.MAX;
    if (!suits || !(few || (isMax && (rows != 2 || columns != 2)))) {
      return null;
    }
    var taps = WindowTaps.of(geometry, rows, columns);
    if (isMax) {
      return new VectorTileGradient(taps, VectorTileKernel::winners);
    }
    int divisor = op.divisor(0, 0);
    return new VectorTileGradient(
        taps, (ways, block) -> VectorTileKernel.shares(ways, block, divisor));
  }

  /** Takes rows of windows of one image. */
  void run(WindowBlock block, WindowBlock.Rest rest) {
    block.run(taps, kernel, rest);
  }
}
