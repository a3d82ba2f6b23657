package dev.fovea.kernels.java.reduction;

import dev.fovea.kernels.java.simd.LaneFolds;
import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;

/**
 * Sums of rows for vector loops: parts of rows are summed in float32, a few values in each lane,
 * and then folded several together; the parts are added in double, in their order. A row's sum
 * doesn't depend on the rows beside it.
 */
public final class FoldedSums {
  /** Rows of a call at most. */
  public static final int MOST = 16;

  /** Bytes of a part whose sums are float32. */
  public static final int PART = 512 * Float.BYTES;

  private FoldedSums() {}

  /** A loop over a part of a row. */
  interface Part {
    /**
     * Leaves a vector whose lanes' sum is the part's.
     *
     * @param from byte offset of the part in its row
     * @param bytes a multiple of {@link Lanes#BYTES}
     * @param to byte offset of the vector in the scratch memory
     */
    void run(int row, int from, int bytes, int to);
  }

  /**
   * Adds rows' sums, of a loop that takes one row after the other.
   *
   * @param bytes bytes of a row
   * @param scratch memory of {@link #MOST} vectors
   */
  static void add(int rows, int bytes, MemorySegment scratch, Part part, double[] sums) {
    var rowOf = new int[MOST];
    int slots = 0;
    for (int row = 0; row < rows; row++) {
      for (int from = 0; from < bytes; from += PART) {
        if (slots == MOST) {
          fold(slots, rowOf, scratch, sums);
          slots = 0;
        }
        part.run(row, from, Math.min(PART, bytes - from), slots * Lanes.BYTES);
        rowOf[slots++] = row;
      }
    }
    fold(slots, rowOf, scratch, sums);
  }

  private static void fold(int slots, int[] rowOf, MemorySegment scratch, double[] sums) {
    var folded = new float[MOST];
    LaneFolds.sums(scratch, slots, folded);
    for (int slot = 0; slot < slots; slot++) {
      sums[rowOf[slot]] += folded[slot];
    }
  }
}
