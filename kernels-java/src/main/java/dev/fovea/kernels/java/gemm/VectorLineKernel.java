package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;

/** What the kernels of 2 vectors of columns share: all but their tile. */
abstract class VectorLineKernel implements LineKernel {
  static final int STEP_BYTES = 2 * Lanes.BYTES;

  @Override
  public final int columns() {
    return 2 * Lanes.COUNT;
  }

  @Override
  public final void multiply(
      int depth,
      float[] lines,
      int first,
      int distance,
      int tiles,
      MemorySegment b,
      int bOffset,
      float[] tile,
      int to) {
    var lefts = PanelVectors.of(b, bOffset, 0, depth, STEP_BYTES);
    var rights = PanelVectors.of(b, bOffset, 1, depth, STEP_BYTES);
    for (int i = 0; i < tiles; i++) {
      tile(depth, lines, first + i * distance, lefts, rights, tile, to + i * rows() * columns());
    }
  }

  /** One tile, by the first and the second vectors of a panel's steps: a loop and nothing else. */
  abstract void tile(
      int depth,
      float[] lines,
      int first,
      MemorySegment lefts,
      MemorySegment rights,
      float[] tile,
      int to);
}
