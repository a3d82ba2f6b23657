package dev.fovea.kernels.java.reduction;

import dev.fovea.kernels.java.simd.LaneFolds;
import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;

/**
 * Sums of rows for vector loops: parts of rows are summed in float32, a few values in each lane,
 * and then folded several together; the parts are added in double.
 */
public final class FoldedSums {
  /** Vectors folded together at most, and rows of a call. */
  public static final int MOST = 16;

  /** Bytes of a part whose sums are float32. */
  private static final int PART = 512 * Float.BYTES;

  private FoldedSums() {}

  /** A loop over a part of a row. */
  public interface Part {
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
   * Adds rows' sums, {@code bytes} of each row.
   *
   * @param scratch memory of {@link #MOST} vectors
   */
  public static void add(int rows, int bytes, double[] sums, MemorySegment scratch, Part part) {
    var folded = new float[MOST];
    var rowOf = new int[MOST];
    int slots = 0;
    for (int row = 0; row < rows; row++) {
      for (int from = 0; from < bytes; from += PART) {
        part.run(row, from, Math.min(PART, bytes - from), slots * Lanes.BYTES);
        rowOf[slots++] = row;
        if (slots == MOST || (row == rows - 1 && from + PART >= bytes)) {
          LaneFolds.sums(scratch, slots, folded);
          for (int slot = 0; slot < slots; slot++) {
            sums[rowOf[slot]] += folded[slot];
          }
          slots = 0;
        }
      }
    }
  }
}
