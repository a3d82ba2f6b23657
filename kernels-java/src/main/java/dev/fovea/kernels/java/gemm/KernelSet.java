package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.VectorMode;

/**
 * The inner loops of this run, all vector or all scalar.
 *
 * @param blocking sizes of tiles and blocks
 * @param wide the kernel of all panels but the last
 * @param narrow the kernel of a last panel that fits it
 * @param direct the kernel of all panels but the last, for rows in memory
 * @param narrowDirect the same for a last panel that fits it
 * @param lines the kernel of all panels but the last, for rows copied side by side; null without
 *     vectors
 * @param lowLines the same for few rows, as many as its own at most
 * @param strip the kernel of all panels but the last, for packed strips of rows
 * @param lowStrip the same for a strip with few rows, as many as its own at most
 * @param narrowStrip the same for a last panel that fits it
 * @param shallow the kernel of two panels for products of few steps; null without 32 registers
 * @param column the kernel for a left matrix that is there step by step; null without vectors
 * @param transposer packs strips of rows
 * @param panelTransposer packs panels of a matrix stored column by column; null where a vector is
 *     shorter than a square's side
 * @param stripCopier packs strips of steps; null where a step of a strip is not a vector
 * @param row adds rows up, for products with few of them
 * @param update adds products to y, for products with some rows; null without vectors
 * @param dot multiplies rows by a vector, for products with few rows
 * @param store writes tiles
 * @param copier packs panels
 * @param adder adds tiles up
 */
public record KernelSet(
    Blocking blocking,
    MicroKernel wide,
    MicroKernel narrow,
    DirectKernel direct,
    DirectKernel narrowDirect,
    LineKernel lines,
    LineKernel lowLines,
    StripKernel strip,
    StripKernel lowStrip,
    StripKernel narrowStrip,
    ShallowKernel shallow,
    ColumnKernel column,
    Transposer transposer,
    PanelTransposer panelTransposer,
    StripCopier stripCopier,
    RowKernel row,
    UpdateKernel update,
    DotKernel dot,
    TileStore store,
    RowCopier copier,
    TileAdder adder) {
  /** What this run's {@link VectorMode} asks for. */
  public static final KernelSet CURRENT = of(VectorMode.current());

  /** Checks that the kernels fit the blocking. */
  public KernelSet {
    check("columns", wide.columns(), blocking.nr());
    check("columns", direct.columns(), blocking.nr());
    check("columns", narrowDirect.columns(), narrow.columns());
    check("rows", strip.rows(), blocking.mr());
    check("columns", strip.columns(), blocking.nr());
    check("columns", lowStrip.columns(), blocking.nr());
    check("rows", narrowStrip.rows(), blocking.mr());
  }

  private static void check(String side, int kernel, int blocking) {
    if (kernel != blocking) {
      throw new IllegalArgumentException(
          "kernel: tile differs from the blocking's: %s: kernel=%d, blocking=%d"
              .formatted(side, kernel, blocking));
    }
  }

  private static KernelSet of(VectorMode mode) {
    var blocking = Blocking.of(mode);
    if (!mode.isVector()) {
      var kernel = new ScalarKernel();
      var direct = new ScalarDirectKernel();
      var strip = new ScalarStripKernel();
      return new KernelSet(
          blocking,
          kernel,
          kernel,
          direct,
          direct,
          null,
          null,
          strip,
          strip,
          strip,
          null,
          null,
          new ScalarTransposer(),
          null,
          null,
          new ScalarRowKernel(),
          null,
          new ScalarDotKernel(),
          new ScalarTileStore(),
          new ScalarRowCopier(),
          new ScalarTileAdder());
    }
    boolean manyRegisters = mode.hasManyRegisters();
    StripKernel strip = manyRegisters ? new VectorStripKernel14x2() : new VectorStripKernel4x2();
    LineKernel lines = manyRegisters ? new VectorLineKernel14x2() : new VectorLineKernel6x2();
    return new KernelSet(
        blocking,
        manyRegisters ? new VectorKernel12x2() : new VectorKernel4x2(),
        new VectorKernel8x1(),
        manyRegisters ? new VectorDirectKernel6x2() : new VectorDirectKernel8x1x2(),
        new VectorDirectKernel8x1(),
        lines,
        manyRegisters ? new VectorLineKernel8x2() : lines,
        strip,
        manyRegisters ? new VectorStripKernel8x2() : strip,
        manyRegisters ? new VectorStripKernel14x1() : new VectorStripKernel4x1(),
        manyRegisters ? new VectorShallowKernel4x4() : null,
        manyRegisters ? new VectorColumnKernel8x2() : new VectorColumnKernel4x2(),
        manyRegisters ? new VectorTransposer16() : new ScalarTransposer(),
        manyRegisters ? new VectorPanelTransposer16() : null,
        manyRegisters ? new VectorStripCopier16() : null,
        new VectorRowKernel(),
        manyRegisters ? new VectorUpdateKernel8x2() : new VectorUpdateKernel8x1(),
        new VectorDotKernel(),
        new VectorTileStore(),
        new VectorRowCopier(),
        new VectorTileAdder());
  }

  /** The kernel that multiplies a packed strip with so many rows by a panel. */
  public StripKernel strip(int rows, Panels panels, int panel) {
    if (panels.isNarrow(panel)) {
      return narrowStrip;
    }
    return rows <= lowStrip.rows() ? lowStrip : strip;
  }

  /** Floats of the largest tile. */
  public int tileLength() {
    return maxRows() * blocking.nr();
  }

  /** The most rows of a tile. */
  public int maxRows() {
    return Math.max(strip.rows(), Math.max(wide.rows(), narrow.rows()));
  }
}
