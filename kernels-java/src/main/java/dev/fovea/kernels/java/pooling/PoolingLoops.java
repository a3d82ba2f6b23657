package dev.fovea.kernels.java.pooling;

import dev.fovea.kernels.java.simd.VectorMode;
import java.lang.foreign.MemorySegment;

/**
 * Inner loops over the channels of one window. A window is given by its first element in the
 * image's memory and its rows and columns; {@code width} and {@code channels} are those of the
 * image.
 */
interface PoolingLoops {
  /** The loops of this run's vector mode. */
  static PoolingLoops ofMode() {
    return VectorMode.current().isVector() ? new VectorPoolingLoops() : new ScalarPoolingLoops();
  }

  /**
   * A window.
   *
   * @param first element of its first cell and channel
   * @param position {@code row · width + column} of its first cell
   * @param rows rows inside the image
   * @param columns columns inside the image
   * @param width columns of the image
   * @param channels channels of the image
   */
  record Cells(long first, int position, int rows, int columns, int width, int channels) {}

  /**
   * The largest of the window's cells, per channel.
   *
   * @param indices filled with the winners' positions; null if not wanted
   */
  void maximum(Cells window, MemorySegment x, MemorySegment y, MemorySegment indices, long output);

  /** The sum of the window's cells over {@code divisor}, per channel. */
  void average(Cells window, int divisor, MemorySegment x, MemorySegment y, long output);

  /**
   * Gives dy to the winners in the window and 0 to the others.
   *
   * @param add whether to add to dx; else dx is overwritten
   */
  void maximumGradient(
      Cells window,
      MemorySegment dy,
      MemorySegment indices,
      long output,
      MemorySegment dx,
      boolean add);

  /** Gives {@code dy / divisor} to all cells of the window. */
  void averageGradient(
      Cells window, int divisor, MemorySegment dy, long output, MemorySegment dx, boolean add);
}
