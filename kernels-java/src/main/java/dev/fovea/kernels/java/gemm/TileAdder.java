package dev.fovea.kernels.java.gemm;

/** Adds the rows of a tile to places in an array: col2im. */
public interface TileAdder {
  /**
   * {@code target[offset + positions[first + i] + j] += tile[i · width + j]}.
   *
   * @param tile results
   * @param width values between rows of the tile
   * @param rows rows to add; their places may overlap
   * @param columns columns to add; at most two vectors
   * @param target where to; a vector is read and written where some of its lanes are columns
   * @param positions one per row
   * @param first the first row's entry
   * @param offset added to each position
   */
  void add(
      float[] tile,
      int width,
      int rows,
      int columns,
      float[] target,
      int[] positions,
      int first,
      int offset);
}
