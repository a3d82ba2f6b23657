package dev.fovea.kernels.java.gemm;

import dev.fovea.backend.op.Gemm;
import dev.fovea.kernels.java.memory.ArrayPool;
import dev.fovea.kernels.java.memory.Scratch;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.Workers;
import java.lang.foreign.MemorySegment;

/**
 * Matrix product: packs b once, then multiplies blocks of a by it, in parallel over a grid of rows
 * and panels. The grid may depend on the number of threads, the order of each sum does not.
 */
public final class GemmDriver {
  private static final KernelSet KERNELS = KernelSet.CURRENT;
  private static final Blocking BLOCKING = KERNELS.blocking();

  /** Floats of packed b held at once. */
  private static final int PACKED_LIMIT = 1 << 24;

  /**
   * Values of b from which on a sum's parts are packed one by one: all of b, packed, would have
   * left the second-level cache before it is read.
   */
  private static final long DEEP = 1 << 18;

  private final Workers workers;
  private final ArrayPool arrays;
  private final ScratchPool scratch;
  private final PanelPacker packer;
  private final TileLoop tiles;
  private final RowProduct rows;
  private final UpdateProduct updates;

  /** A driver on these threads and this working memory. */
  public GemmDriver(Workers workers, ArrayPool arrays, ScratchPool scratch) {
    this.workers = workers;
    this.arrays = arrays;
    this.scratch = scratch;
    packer = new PanelPacker(workers, arrays);
    tiles = new TileLoop(arrays);
    rows = new RowProduct(workers, arrays, scratch);
    updates = new UpdateProduct(workers, arrays, scratch);
  }

  /**
   * See {@link Gemm}.
   *
   * @param output y and the epilogue; alpha and beta are the operation's
   */
  public void run(Gemm op, MemorySegment a, MemorySegment b, Output output) {
    if (op.batch() == 1) {
      matrix(op, 0, a, b, output);
    } else {
      workers.run(op.batch(), i -> matrix(op, i, a, b, output));
    }
  }

  private void matrix(Gemm op, int index, MemorySegment a, MemorySegment b, Output output) {
    if (UpdateProduct.fits(op)) {
      updates.run(op, index, a, b, output);
      return;
    }
    if (RowProduct.fits(op)) {
      rows.run(op, index, a, b, output);
      return;
    }
    if (op.k() > BLOCKING.kc() && (long) op.k() * op.n() > DEEP) {
      deep(op, index, a, b, output);
      return;
    }
    int block = columnBlock(op);
    for (int column = 0; column < op.n(); column += block) {
      var panels = Panels.of(op.k(), Math.min(block, op.n() - column));
      var grid = grid(op, panels, true);
      long first = firstOfB(op, index, column);
      try (var scratched = scratch.floats(panels.length())) {
        var packed = scratched.segment();
        var product =
            new PanelProduct(op, index, a, output, column, panels, packed, arrays, scratch, tiles);
        if (grid.rowTasks() > 1) {
          packer.pack(panels, b, matrix -> first, op.strideB(), op.transposeB(), packed);
          workers.run(grid.tasks(), task -> product.run(grid, task));
        } else { // nobody else needs the panels that a task packs
          workers.run(
              grid.tasks(),
              task -> {
                int begin = grid.firstPanel(task);
                int end = grid.endPanel(task, panels);
                packer.packSome(
                    panels, b, first, op.strideB(), op.transposeB(), begin, end, packed);
                product.run(grid, task);
              });
        }
      }
    }
  }

  /** Part by part of the sum, each of which is packed just before its use. */
  private void deep(Gemm op, int index, MemorySegment a, MemorySegment b, Output output) {
    int most = PanelProduct.blockDepth(op.k());
    for (int step = 0; step < op.k(); step += most) {
      int depth = Math.min(most, op.k() - step);
      long fromA = (op.transposeA() ? (long) step * op.strideA() : step) * Float.BYTES;
      long fromB = (op.transposeB() ? step : (long) step * op.strideB()) * Float.BYTES;
      var part = output.block(step == 0, step + depth == op.k());
      matrix(withSteps(op, depth), index, a.asSlice(fromA), b.asSlice(fromB), part);
    }
  }

  private static Gemm withSteps(Gemm op, int k) {
    return new Gemm(
        op.batch(),
        op.m(),
        op.n(),
        k,
        op.transposeA(),
        op.transposeB(),
        op.strideA(),
        op.strideB(),
        op.strideY(),
        op.batchStrideA(),
        op.batchStrideB(),
        op.batchStrideY(),
        op.alpha(),
        op.beta());
  }

  private static long firstOfB(Gemm op, int index, int column) {
    return index * op.batchStrideB() + (long) column * (op.transposeB() ? op.strideB() : 1);
  }

  /** Columns that are packed at once. */
  private static int columnBlock(Gemm op) {
    int most = PACKED_LIMIT / Math.max(op.k(), 1) / BLOCKING.nr() * BLOCKING.nr();
    return Math.clamp(most, BLOCKING.nr(), BLOCKING.nc());
  }

  /**
   * Packs b for several products of one shape.
   *
   * @param op a single product, not a batch
   */
  public PackedMatrix pack(Gemm op, MemorySegment b) {
    int block = columnBlock(op);
    var blocks = new Scratch[Math.ceilDiv(op.n(), block)];
    for (int i = 0; i < blocks.length; i++) {
      var panels = Panels.of(op.k(), Math.min(block, op.n() - i * block));
      blocks[i] = scratch.lastingFloats(panels.length());
      long first = firstOfB(op, 0, i * block);
      packer.pack(panels, b, matrix -> first, op.strideB(), op.transposeB(), blocks[i].segment());
    }
    return new PackedMatrix(blocks);
  }

  /** The same product as {@link #run(Gemm, MemorySegment, MemorySegment, Output)}. */
  public void run(Gemm op, MemorySegment a, PackedMatrix b, Output output) {
    int block = columnBlock(op);
    for (int i = 0; i < b.blocks(); i++) {
      var panels = Panels.of(op.k(), Math.min(block, op.n() - i * block));
      var grid = grid(op, panels, false);
      var product =
          new PanelProduct(op, 0, a, output, i * block, panels, b.block(i), arrays, scratch, tiles);
      workers.run(grid.tasks(), task -> product.run(grid, task));
    }
  }

  private TaskGrid grid(Gemm op, Panels panels, boolean packsB) {
    int unit = op.transposeA() ? BLOCKING.mr() : TileLoop.unit(panels.count(), op.k());
    return TaskGrid.of(op, panels, unit, op.transposeA(), packsB, workers.threads());
  }
}
