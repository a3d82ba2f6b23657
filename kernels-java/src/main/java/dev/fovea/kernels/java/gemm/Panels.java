package dev.fovea.kernels.java.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * A matrix {@code [depth, columns]} as the micro-kernels read it: cut into panels of columns, each
 * panel {@code [depth][width]}. The last panel may be partial: what its unused columns hold doesn't
 * matter, because nothing computed from them is stored.
 *
 * @param kernels the inner loops that read it
 * @param depth rows of the matrix
 * @param columns columns of the matrix
 */
public record Panels(KernelSet kernels, int depth, int columns) {
  /** Rows of which a panel takes its part before the next does, of a matrix read as it lies. */
  private static final int ROWS_AT_ONCE = 32;

  /** Steps of a column that {@link #packTransposed} stages at once. */
  private static final int STAGED_STEPS = 128;

  /** Floats between staged columns: not a power of two. */
  private static final int STAGED_LINE = STAGED_STEPS + 16;

  /** Floats of the staged columns. */
  private static final int STAGED_LINES = Transposer.ROWS * STAGED_LINE;

  /** Floats of the working memory of {@link #packTransposed}: it stays in the nearest cache. */
  static final int STAGE =
      STAGED_LINES + STAGED_STEPS * KernelSet.CURRENT.blocking().nr() + Transposer.ROWS;

  /** Panels of a matrix. */
  public static Panels of(int depth, int columns) {
    return new Panels(KernelSet.CURRENT, depth, columns);
  }

  /** Number of panels. */
  public int count() {
    return Math.ceilDiv(columns, kernels.blocking().nr());
  }

  /** Floats that all panels take together. */
  public int length() {
    return Math.multiplyExact(depth, (count() - 1) * kernels.blocking().nr() + width(count() - 1));
  }

  /** First column of a panel. */
  public int firstColumn(int panel) {
    return panel * kernels.blocking().nr();
  }

  /** Columns that a panel holds. */
  public int columns(int panel) {
    return Math.min(kernels.blocking().nr(), columns - firstColumn(panel));
  }

  /** Columns of a panel as packed. */
  public int width(int panel) {
    return isNarrow(panel) ? kernels.narrow().columns() : kernels.blocking().nr();
  }

  /** Whether the narrow kernel multiplies by a panel. */
  boolean isNarrow(int panel) {
    return columns(panel) <= kernels.narrow().columns();
  }

  /** Where step {@code step} of a panel lies. */
  public int offset(int panel, int step) {
    return firstColumn(panel) * depth + step * width(panel);
  }

  /**
   * Packs some rows of a matrix stored row by row, a few rows at a time: so the matrix is read as
   * it lies, and each panel is written in pieces of some cache lines.
   *
   * @param source the matrix
   * @param at its first value, in elements
   * @param stride elements between its rows
   * @param begin first row to pack
   * @param end row after the last to pack
   * @param packed all panels
   */
  public void pack(
      MemorySegment source, long at, long stride, int begin, int end, MemorySegment packed) {
    pack(source, at, stride, begin, end, 0, count(), packed);
  }

  /** The same for panels {@code [firstPanel, endPanel)}. */
  void pack(
      MemorySegment source,
      long at,
      long stride,
      int begin,
      int end,
      int firstPanel,
      int endPanel,
      MemorySegment packed) {
    for (int row = begin; row < end; row += ROWS_AT_ONCE) {
      int rows = Math.min(ROWS_AT_ONCE, end - row);
      long from = (at + row * stride) * Float.BYTES;
      for (int panel = firstPanel; panel < endPanel; panel++) {
        kernels
            .copier()
            .copy(
                source,
                from + (long) firstColumn(panel) * Float.BYTES,
                stride * Float.BYTES,
                rows,
                columns(panel),
                packed,
                (long) offset(panel, row) * Float.BYTES,
                width(panel));
      }
    }
  }

  /**
   * Packs one panel of a matrix stored column by column: in registers, where there is a kernel for
   * that, or some steps of some columns at a time, which are transposed where they stay in the
   * nearest cache.
   *
   * @param source the matrix
   * @param at its first value, in elements
   * @param stride elements between its columns
   * @param panel the panel
   * @param stage working memory of {@link #STAGE} floats
   * @param packed all panels
   */
  void packTransposed(
      MemorySegment source, long at, long stride, int panel, float[] stage, MemorySegment packed) {
    int width = width(panel);
    long first = at + firstColumn(panel) * stride;
    if (kernels.panelTransposer() != null && depth >= PanelTransposer.SIDE) {
      long columnBytes = stride * Float.BYTES;
      long to = (long) offset(panel, 0) * Float.BYTES;
      kernels
          .panelTransposer()
          .transpose(
              source, first * Float.BYTES, columnBytes, columns(panel), depth, packed, to, width);
      return;
    }
    for (int step = 0; step < depth; step += STAGED_STEPS) {
      int count = Math.min(STAGED_STEPS, depth - step);
      for (int j = 0; j < columns(panel); j += Transposer.ROWS) {
        int columns = Math.min(Transposer.ROWS, columns(panel) - j);
        for (int i = 0; i < columns; i++) {
          long from = (first + (j + i) * stride + step) * Float.BYTES;
          MemorySegment.copy(source, JAVA_FLOAT_UNALIGNED, from, stage, i * STAGED_LINE, count);
        }
        kernels
            .transposer()
            .transpose(stage, 0, STAGED_LINE, columns, count, stage, STAGED_LINES + j, width);
      }
      long to = (long) offset(panel, step) * Float.BYTES;
      MemorySegment.copy(stage, STAGED_LINES, packed, JAVA_FLOAT_UNALIGNED, to, count * width);
    }
  }
}
