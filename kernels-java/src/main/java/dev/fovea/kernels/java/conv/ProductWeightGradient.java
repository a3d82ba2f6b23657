package dev.fovea.kernels.java.conv;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.gemm.Block;
import dev.fovea.kernels.java.gemm.Blocking;
import dev.fovea.kernels.java.gemm.KernelSet;
import dev.fovea.kernels.java.gemm.Output;
import dev.fovea.kernels.java.gemm.PanelRange;
import dev.fovea.kernels.java.gemm.Panels;
import dev.fovea.kernels.java.parallel.PartialSums;
import java.lang.foreign.MemorySegment;

/**
 * {@code dw[taps, F] = Σ x[pixels, taps]ᵀ · dy[pixels, F]}, the sum over all blocks of the batch:
 * the forward product's tables with rows and steps exchanged. See {@link PartialSums} for how the
 * sum is shared out.
 */
final class ProductWeightGradient {
  private static final KernelSet KERNELS = KernelSet.CURRENT;
  private static final Blocking BLOCKING = KERNELS.blocking();

  private final Tables tables;
  private final Conv2d op;
  private final BandReader reader;
  private final ConvolutionContext context;
  private final PartialSums sums;
  private final int tapTasks;

  ProductWeightGradient(Tables tables, ConvolutionContext context) {
    this.tables = tables;
    this.op = tables.op();
    this.context = context;
    reader = new BandReader(tables.bands());
    sums = context.sums(tables.bands().count(), tables.tapCount() * op.filters());
    tapTasks = tapTasks();
  }

  /** Few chunks are cut by taps too, so that all threads have work; no sum is cut by that. */
  private int tapTasks() {
    int wanted = Math.ceilDiv(4 * context.workers().threads(), sums.chunks());
    int most = Math.ceilDiv(tables.tapCount(), 6 * BLOCKING.mr());
    return context.workers().threads() == 1 ? 1 : Math.clamp(wanted, 1, most);
  }

  void run(MemorySegment x, MemorySegment dy, MemorySegment dw) {
    int tapsPerTask =
        Math.ceilDiv(Math.ceilDiv(tables.tapCount(), tapTasks), BLOCKING.mr()) * BLOCKING.mr();
    int tasks = Math.ceilDiv(tables.tapCount(), tapsPerTask);
    sums.run(
        dw,
        tasks,
        (chunk, task, partial) -> {
          int tap = task * tapsPerTask;
          int taps = Math.min(tapsPerTask, tables.tapCount() - tap);
          chunk(x, dy, chunk, tap, taps, Output.overwrite(partial, op.filters() * 4L));
        });
  }

  private void chunk(
      MemorySegment x, MemorySegment dy, int chunk, int tap, int taps, Output output) {
    var arrays = context.arrays();
    var bands = tables.bands();
    var most = Panels.of(bands.pixels(), op.groupFilters());
    var values = arrays.take(bands.floats());
    var part = output;
    var packed = context.scratch().floats(most.length());
    for (int index = sums.begin(chunk); index < sums.begin(chunk + 1); index++) {
      var band = bands.band(index);
      reader.read(x, band, values);
      var panels = Panels.of(band.pixels(op), op.groupFilters());
      for (int g = 0; g < op.groups(); g++) {
        long first = band.firstPixel(op) * op.filters() + (long) g * op.groupFilters();
        panels.pack(dy, first, op.filters(), 0, panels.depth(), packed.segment());
        multiply(values, g, tap, taps, panels, packed.segment(), part);
      }
      part = output.accumulate();
    }
    packed.close();
    arrays.giveBack(values);
  }

  private void multiply(
      float[] values,
      int group,
      int tap,
      int taps,
      Panels panels,
      MemorySegment packed,
      Output output) {
    int filter = group * op.groupFilters();
    for (int step = 0; step < panels.depth(); step += BLOCKING.kc()) {
      int depth = Math.min(BLOCKING.kc(), panels.depth() - step);
      var part = output.block(step == 0, step + depth == panels.depth());
      context
          .tiles()
          .multiply(
              new Block(
                  values, group * op.groupChannels(), tables.taps(), tap, tables.pixels(), step),
              taps,
              PanelRange.all(panels, packed, step, depth),
              op.weights().elements() * Float.BYTES,
              (results, width, row, rows, column, columns) ->
                  KERNELS
                      .store()
                      .store(
                          results,
                          0,
                          width,
                          rows,
                          columns,
                          part,
                          filter + column,
                          ((long) (tap + row) * op.filters() + filter + column) * Float.BYTES));
    }
  }
}
