package dev.fovea.kernels.java.winograd;

import dev.fovea.kernels.java.gemm.LineTiles;
import dev.fovea.kernels.java.simd.Lanes;

/**
 * Where the channels of a point's tiles lie, as {@link LineTiles} reads them: a line for each tile,
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
    int parts = Math.ceilDiv(channels, LineTiles.DEPTH);
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
    return index / sideBySide() * groups.size() * LineTiles.LENGTH + between;
  }

  /** Where the line of a tile begins. */
  int at(int row, int column, int part) {
    return at(groups.group(row, column), part) + groups.place(row, column) * LineTiles.LENGTH;
  }

  /** Groups from this one on whose lines begin {@link #partChannels} apart. */
  int run(int group) {
    return parts == 1 ? sideBySide() - group % sideBySide() : 1;
  }

  /** Floats that all take. */
  int length() {
    int stacks = Math.ceilDiv(groups.count() * parts, sideBySide());
    return Math.multiplyExact(stacks, groups.size() * LineTiles.LENGTH);
  }

  private int sideBySide() {
    return LineTiles.LENGTH / partChannels;
  }
}
