package dev.fovea.kernels.java.gemm;

/**
 * The loops around the micro-kernel: over panels of b, and for each over the rows of a block of a.
 */
public final class TileLoop {
  private TileLoop() {}

  /**
   * Multiplies a block of a by some panels.
   *
   * @param a the block
   * @param rows rows of the block
   * @param firstStep first step of the sum, in the panels
   * @param depth steps of the sum
   * @param panels how b is packed
   * @param packed the packed b
   * @param begin first panel
   * @param end panel after the last
   * @param tile working memory of one tile
   * @param sink takes the tiles
   */
  public static void multiply(
      Block a,
      int rows,
      int firstStep,
      int depth,
      Panels panels,
      float[] packed,
      int begin,
      int end,
      float[] tile,
      TileSink sink) {
    for (int panel = begin; panel < end; panel++) {
      var kernel = a.kernel(panels, panel);
      int offset = panels.offset(panel, firstStep);
      for (int row = 0; row < rows; row += kernel.rows()) {
        kernel.multiply(
            depth,
            a.values,
            a.offset,
            a.rows,
            a.firstRow + row,
            a.steps,
            a.firstStep,
            packed,
            offset,
            tile);
        sink.accept(
            tile,
            kernel.columns(),
            row,
            Math.min(kernel.rows(), rows - row),
            panels.firstColumn(panel),
            panels.columns(panel));
      }
    }
  }

  /**
   * A block of a, see {@link MicroKernel}.
   *
   * @param values its values
   * @param offset added to every position
   * @param rows positions of rows; one tile more than there are rows
   * @param firstRow first entry of rows
   * @param steps positions of steps
   * @param firstStep first entry of steps
   * @param consecutive whether steps lie side by side
   */
  public record Block(
      float[] values,
      int offset,
      int[] rows,
      int firstRow,
      int[] steps,
      int firstStep,
      boolean consecutive) {

    private MicroKernel kernel(Panels panels, int panel) {
      var kernel = panels.kernel(panel);
      var kernels = panels.kernels();
      return consecutive && kernel == kernels.wide() ? kernels.wideRows() : kernel;
    }
  }
}
