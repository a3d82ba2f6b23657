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

  /** Rows that loops take at once. */
  public static final int ROWS = 4;

  /** Bytes between the vectors of one kind of sum and those of the next. */
  public static final int KIND = (MOST + ROWS) * Lanes.BYTES;

  /** Bytes of a part whose sums are float32. */
  private static final int PART = 512 * Float.BYTES;

  private FoldedSums() {}

  /** A loop over the same part of several rows. */
  public interface Part {
    /**
     * Leaves a vector for each row, whose lanes' sum is the part's.
     *
     * @param row the first row
     * @param rows {@link #ROWS}, or 1 at the end; vectors past the last are of no account
     * @param from byte offset of the part in its row
     * @param bytes a multiple of {@link Lanes#BYTES}
     * @param to byte offset of the first vector in the scratch memory; {@link #KIND} further on
     *     lies that of the second kind of sum
     */
    void run(int row, int rows, int from, int bytes, int to);
  }

  /** A loop over a part of one row, see {@link Part}. */
  interface RowPart {
    void run(int row, int from, int bytes, int to);
  }

  /** A loop that takes one row after the other. */
  static Part eachRow(RowPart part) {
    return (row, rows, from, bytes, to) -> {
      for (int i = 0; i < rows; i++) {
        part.run(row + i, from, bytes, to + i * Lanes.BYTES);
      }
    };
  }

  /**
   * Adds rows' sums.
   *
   * @param bytes bytes of a row
   * @param scratch {@link #KIND} bytes for each kind of sum
   * @param part what finds all kinds
   * @param sums of each kind, one sum per row
   */
  public static void add(int rows, int bytes, MemorySegment scratch, Part part, double[]... sums) {
    var rowOf = new int[MOST];
    int slots = 0;
    for (int row = 0, some; row < rows; row += some) {
      some = row + ROWS <= rows ? ROWS : 1;
      for (int from = 0; from < bytes; from += PART) {
        if (slots + some > MOST) {
          fold(slots, rowOf, scratch, sums);
          slots = 0;
        }
        part.run(row, some, from, Math.min(PART, bytes - from), slots * Lanes.BYTES);
        for (int i = 0; i < some; i++) {
          rowOf[slots++] = row + i;
        }
      }
    }
    fold(slots, rowOf, scratch, sums);
  }

  private static void fold(int slots, int[] rowOf, MemorySegment scratch, double[][] sums) {
    var folded = new float[MOST];
    for (int kind = 0; kind < sums.length; kind++) {
      LaneFolds.sums(scratch.asSlice((long) kind * KIND, KIND), slots, folded);
      for (int slot = 0; slot < slots; slot++) {
        sums[kind][rowOf[slot]] += folded[slot];
      }
    }
  }
}
