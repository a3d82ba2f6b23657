package dev.fovea.kernels.java.winograd;

import dev.fovea.kernels.java.gemm.KernelSet;
import dev.fovea.kernels.java.gemm.LineTiles;
import dev.fovea.kernels.java.gemm.PanelRange;
import dev.fovea.kernels.java.gemm.Panels;
import java.lang.foreign.MemorySegment;

/**
 * The products of a block's points: of each, {@code [tiles,C] · [C,F]}.
 *
 * @param groups the tiles
 * @param lines where their channels lie
 * @param panels how a point's filters are packed
 */
record PointProducts(TileGroups groups, TileLines lines, Panels panels) {
  static PointProducts of(TileGroups groups, int channels, Panels panels) {
    return new PointProducts(groups, TileLines.of(groups, channels), panels);
  }

  /** Floats of a point's products. */
  int length() {
    return Math.multiplyExact(groups.count() * panels.count(), tileLength());
  }

  private int tileLength() {
    return groups.size() * KernelSet.CURRENT.blocking().nr();
  }

  /** Where the products of a tile and a panel begin, relative to their point. */
  int at(int row, int column, int panel) {
    int place = groups.place(row, column) * panels.width(panel);
    return at(groups.group(row, column), panel) + place;
  }

  private int at(int group, int panel) {
    return (panel * groups.count() + group) * tileLength();
  }

  /**
   * Multiplies the tiles of a point by its filters.
   *
   * @param rows rows of tiles of the block
   * @param inputs the tiles' channels
   * @param from where those of the point begin
   * @param filters the point's filters
   * @param products where the products go
   * @param to where those of the point begin
   * @param work {@link LineTiles#WORK} floats
   */
  void multiply(
      int rows,
      float[] inputs,
      int from,
      MemorySegment filters,
      float[] products,
      int to,
      float[] work) {
    int count = groups.count(rows);
    int full = groups.full(rows);
    for (int part = 0; part < lines.parts(); part++) {
      int step = part * lines.partChannels();
      var matrix = PanelRange.all(panels, filters, step, lines.depth(part));
      for (int panel = 0; panel < panels.count(); panel++) {
        int group = 0;
        while (group < count) {
          int size = group < full ? groups.size() : LineTiles.LOW;
          int tiles = group < full ? Math.min(lines.run(group), full - group) : 1;
          int first = from + lines.at(group, part);
          int tile = to + at(group, panel);
          if (part == 0) {
            int distance = lines.partChannels();
            LineTiles.multiply(
                tiles, size, inputs, first, distance, matrix, panel, products, tile, work);
          } else {
            LineTiles.add(size, inputs, first, matrix, panel, products, tile, work);
          }
          group += tiles;
        }
      }
    }
  }
}
