package dev.fovea.kernels.java.pooling;

import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.PoolAxis;

/**
 * Where the windows of a {@link Pool2d} lie, worked out once for all images.
 *
 * @param rows windows along the height
 * @param columns windows along the width
 * @param channels values per cell
 */
record PoolGeometry(Axis rows, Axis columns, int channels) {
  /** Bytes of the longest vector: loops may look so far beyond an image. */
  private static final int MARGIN = 64;

  static PoolGeometry of(Pool2d op) {
    return new PoolGeometry(Axis.of(op.rows()), Axis.of(op.columns()), op.channels());
  }

  /** Elements of an image's row. */
  long inputRow() {
    return (long) columns.size * channels;
  }

  /** Elements of an image. */
  long inputImage() {
    return rows.size * inputRow();
  }

  /** Elements of an output's row. */
  long outputRow() {
    return (long) columns.count() * channels;
  }

  /** Whether offsets in bytes of an image fit an int. */
  boolean fitsInt() {
    return inputImage() <= (Integer.MAX_VALUE - MARGIN) / Float.BYTES;
  }

  /** Whether each cell lies in exactly one window. */
  boolean tiles() {
    return rows.tiles() && columns.tiles();
  }

  /** Whether it does, and all windows have the same cells. */
  boolean tilesEqually() {
    return tiles() && rows.equalWindows() && columns.equalWindows();
  }

  /**
   * Windows along one axis.
   *
   * @param size cells
   * @param begins first cell of each window
   * @param ends the cell after the last of each window
   */
  record Axis(int size, int[] begins, int[] ends) {
    static Axis of(PoolAxis axis) {
      var begins = new int[axis.output()];
      var ends = new int[axis.output()];
      for (int i = 0; i < begins.length; i++) {
        begins[i] = axis.begin(i);
        ends[i] = axis.end(i);
      }
      return new Axis(axis.size(), begins, ends);
    }

    int count() {
      return begins.length;
    }

    /** Whether all windows have the same number of cells inside the image. */
    boolean equalWindows() {
      for (int i = 1; i < begins.length; i++) {
        if (ends[i] - begins[i] != ends[0] - begins[0]) {
          return false;
        }
      }
      return true;
    }

    /** Cells of the largest window. */
    int largest() {
      int largest = 0;
      for (int i = 0; i < begins.length; i++) {
        largest = Math.max(largest, ends[i] - begins[i]);
      }
      return largest;
    }

    private boolean tiles() {
      int next = 0;
      for (int i = 0; i < begins.length; i++) {
        if (begins[i] != next) {
          return false;
        }
        next = ends[i];
      }
      return next == size;
    }
  }
}
