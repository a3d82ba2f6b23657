package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.VectorMode;

/**
 * Sizes of tiles and blocks of {@code y[m,n] += a[m,k] · b[k,n]}. A tile is {@code mr · nr} and
 * stays in registers; a panel of b, {@code kc · nr}, stays in the first-level cache; a block of a,
 * {@code mc · kc}, in the second-level cache.
 *
 * @param mr rows of a tile
 * @param nr columns of a tile
 * @param mc rows of a block of a; a multiple of mr
 * @param kc steps of the sum before a tile is stored
 * @param nc columns of b that are packed at once; a multiple of nr
 */
public record Blocking(int mr, int nr, int mc, int kc, int nc) {
  /** Checks that tiles divide blocks. */
  public Blocking {
    if (mr < 1 || nr < 1 || kc < 1 || mc < mr || nc < nr || mc % mr != 0 || nc % nr != 0) {
      throw new IllegalArgumentException(
          "blocking: tiles must divide blocks: mr=%d, nr=%d, mc=%d, kc=%d, nc=%d"
              .formatted(mr, nr, mc, kc, nc));
    }
  }

  /** The table: one row per vector width. */
  public static Blocking of(VectorMode mode) {
    return switch (mode.bits()) {
      case 512 -> new Blocking(10, 32, 240, 256, 4096);
      case 256 -> new Blocking(6, 16, 192, 256, 4096);
      case 128 -> new Blocking(6, 8, 192, 256, 4096);
      default -> new Blocking(4, 16, 128, 256, 4096);
    };
  }
}
