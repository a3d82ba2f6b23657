package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.VectorMode;

/**
 * Sizes of tiles and blocks of {@code y[m,n] += a[m,k] · b[k,n]}. A tile is {@code mr · nr} and
 * stays in registers; a block of a, {@code mc · kc}, and a panel of b, {@code kc · nr}, stay in the
 * second-level cache.
 *
 * <p>BLIS keeps a panel of b in the first-level cache, with kc = 256 (Van Zee and van de Geijn,
 * "BLIS", ACM TOMS 41(3), 2015). Here kc is larger: reading b from the second level costs nothing
 * that a core of today would notice, but after each kc steps the tile of y is read, added to and
 * written, from far away and without the prefetch that Java lacks. (Measured at 2048³ on one
 * AVX-512 core, kc = 256, 512, 1024: 0.71, 0.80, 0.83 of the multiply-add peak.) 1152 is what 3×3
 * filters of 128 channels have: a little more than a power of two spares them, and those of 256 and
 * 512, a block of what is left over (3136×256×1152: 94 GFLOP/s with 1024, 103 with 1152).
 *
 * @param mr rows of a tile
 * @param nr columns of a tile
 * @param mc rows of a block of a of full depth; a multiple of mr
 * @param kc steps of the sum before a tile is stored
 * @param nc columns of b that are packed at once; a multiple of nr
 * @param directPanels panels of b up to which a is read where it lies, see {@link DirectKernel}: to
 *     copy it, see {@link Lines}, costs a pass over it, and saves some in each panel. (On Zen 5,
 *     copied beside read: n = 192 0.96, 256 0.97, 512 1.0, 1024 1.0 to 1.08. Without vectors rows
 *     are always read where they lie.)
 */
public record Blocking(int mr, int nr, int mc, int kc, int nc, int directPanels) {
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
      case 512 -> new Blocking(14, 32, 112, 1152, 4096, 8);
      case 256 -> new Blocking(4, 16, 48, 1152, 4096, 2);
      case 128 -> new Blocking(4, 8, 48, 1152, 4096, 5);
      default -> new Blocking(4, 16, 48, 1152, 4096, 4096 / 16);
    };
  }
}
