package dev.fovea.kernels.java.winograd;

import dev.fovea.kernels.java.gemm.LineTile;
import dev.fovea.kernels.java.simd.Lanes;

/**
 * Where the channels of a point's tiles lie, as {@link LineTile} reads them: a line for each tile,
 * a constant distance apart, and the short lines of several groups between each other. More
 * channels than a line holds are several parts of the sum, each with lines of its own.
 *
 * @param groups the tiles
 * @param channels values of a tile
 * @param parts parts of the sum
 * @param partChannels values of a part but the last, whole vectors
 */
record TileLines(TileGroups groups, int channels, int parts, int partChannels) {
  static TileLines of(TileGroups groups, int channels) {
    int parts = Math.ceilDiv(channels, LineTile.DEPTH);
    int vectors = Math.ceilDiv(channels, parts * Lanes.COUNT);
    return new TileLines(groups, channels, parts, vectors * Lanes.COUNT);
  }

  /** Values of a part. */
  int depth(int part) {
    return Math.min(partChannels, channels - part * partChannels);
  }

  /** Where the lines of a group begin. */
  int at(int group, int part) {
    int index = group * parts + part;
    int between = index % sideBySide() * partChannels;
    return index / sideBySide() * groups.size() * LineTile.LENGTH + between;
  }

  /** Where a vector of channels of a tile lies. */
  int at(int row, int column, int channel) {
    int line = at(groups.group(row, column), channel / partChannels);
    return line + groups.place(row, column) * LineTile.LENGTH + channel % partChannels;
  }

  /** Floats that all take. */
  int length() {
    int stacks = Math.ceilDiv(groups.count() * parts, sideBySide());
    return Math.multiplyExact(stacks, groups.size() * LineTile.LENGTH);
  }

  private int sideBySide() {
    return LineTile.LENGTH / partChannels;
  }
}
