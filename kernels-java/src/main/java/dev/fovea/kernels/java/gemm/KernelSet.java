package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.VectorMode;

/**
 * The inner loops of this run, all vector or all scalar.
 *
 * @param blocking sizes of tiles and blocks
 * @param wide the kernel of all panels but the last
 * @param wideRows the same where steps of a lie side by side
 * @param narrow the kernel of a last panel that fits it
 * @param store writes tiles
 * @param copier packs panels
 * @param adder adds tiles up
 */
public record KernelSet(
    Blocking blocking,
    MicroKernel wide,
    MicroKernel wideRows,
    MicroKernel narrow,
    TileStore store,
    RowCopier copier,
    TileAdder adder) {
  /** What this run's {@link VectorMode} asks for. */
  public static final KernelSet CURRENT = of(VectorMode.current());

  /** Checks that the kernels fit the blocking. */
  public KernelSet {
    if (wide.rows() != blocking.mr() || wide.columns() != blocking.nr()) {
      throw new IllegalArgumentException(
          "kernel: tile differs from the blocking's: kernel=%dx%d, blocking=%dx%d"
              .formatted(wide.rows(), wide.columns(), blocking.mr(), blocking.nr()));
    }
  }

  private static KernelSet of(VectorMode mode) {
    var blocking = Blocking.of(mode);
    if (!mode.isVector()) {
      var kernel = new ScalarKernel();
      return new KernelSet(
          blocking,
          kernel,
          kernel,
          kernel,
          new ScalarTileStore(),
          new ScalarRowCopier(),
          new ScalarTileAdder());
    }
    boolean manyRegisters = mode.bits() == 512;
    return new KernelSet(
        blocking,
        manyRegisters ? new VectorKernel10x2() : new VectorKernel6x2(),
        manyRegisters ? new VectorRowKernel10x2() : new VectorRowKernel6x2(),
        new VectorKernel10x1(),
        new VectorTileStore(),
        new VectorRowCopier(),
        new VectorTileAdder());
  }

  /** The most rows of a tile. */
  public int maxRows() {
    return Math.max(wide.rows(), narrow.rows());
  }
}
