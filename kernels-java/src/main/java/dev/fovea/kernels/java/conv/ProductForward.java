package dev.fovea.kernels.java.conv;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.gemm.Block;
import dev.fovea.kernels.java.gemm.KernelSet;
import dev.fovea.kernels.java.gemm.Output;
import dev.fovea.kernels.java.gemm.PanelPacker;
import dev.fovea.kernels.java.gemm.PanelRange;
import dev.fovea.kernels.java.gemm.Panels;
import dev.fovea.kernels.java.memory.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** {@code y[pixels, F] = x[pixels, taps] · w[taps, F]}, block by block, for each group. */
final class ProductForward {
  private static final KernelSet KERNELS = KernelSet.CURRENT;

  private final Tables tables;
  private final Conv2d op;
  private final BandReader reader;
  private final ConvolutionContext context;
  private final Panels panels;
  private final PanelPacker packer;
  private final ShallowForward shallow;

  ProductForward(Tables tables, ConvolutionContext context) {
    this.tables = tables;
    this.op = tables.op();
    this.context = context;
    reader = new BandReader(tables.bands());
    packer = new PanelPacker(context.workers(), context.arrays());
    shallow = new ShallowForward(tables.bands(), reader, context.scratch());
    panels = Panels.of(tables.tapCount(), op.groupFilters());
  }

  /** Packs the filters of each group. */
  PreparedFilters prepare(MemorySegment w) {
    var packed = new Scratch[op.groups()];
    Arrays.setAll(packed, group -> context.scratch().floats(panels.length()));
    packer.pack(
        panels,
        w,
        group -> (long) group * op.groupFilters(),
        op.filters(),
        false,
        Scratch.segments(packed));
    return new Packed(packed);
  }

  private final class Packed implements PreparedFilters {
    private final Scratch[] packed;

    Packed(Scratch[] packed) {
      this.packed = packed;
    }

    @Override
    public void forward(MemorySegment x, Output output) {
      int parts = filterParts();
      context
          .workers()
          .run(
              tables.bands().count() * parts,
              i -> block(x, i / parts, i % parts, parts, packed, output));
    }

    @Override
    public boolean sharesOutput() {
      return true;
    }

    @Override
    public void close() {
      for (var filters : packed) {
        filters.close();
      }
    }
  }

  /**
   * Where there are fewer blocks than threads, several take a block, each with a part of the
   * filters. Each reads the block for itself, so there are no more parts than threads need.
   */
  private int filterParts() {
    int wanted = Math.ceilDiv(context.workers().threads(), tables.bands().count());
    return Math.min(wanted, panels.count());
  }

  private void block(
      MemorySegment x, int index, int part, int parts, Scratch[] packed, Output output) {
    var band = tables.bands().band(index);
    var all = range(packed[0].segment(), 0, panels.depth(), part, parts);
    if (shallow.fits(all, output)) {
      shallow.run(x, band, all, output);
      return;
    }
    var arrays = context.arrays();
    var values = arrays.take(tables.bands().floats());
    reader.read(x, band, values);
    for (int g = 0; g < op.groups(); g++) {
      multiply(values, g, band, part, parts, packed[g].segment(), output);
    }
    arrays.giveBack(values);
  }

  private PanelRange range(MemorySegment packed, int step, int depth, int part, int parts) {
    int begin = panels.count() * part / parts;
    int end = panels.count() * (part + 1) / parts;
    return new PanelRange(panels, packed, step, depth, begin, end);
  }

  private void multiply(
      float[] values,
      int group,
      Bands.Band band,
      int part,
      int parts,
      MemorySegment packed,
      Output output) {
    int kc = KERNELS.blocking().kc();
    int filter = group * op.groupFilters();
    long first = band.firstPixel(op);
    for (int step = 0; step < panels.depth(); step += kc) {
      int depth = Math.min(kc, panels.depth() - step);
      var y = output.block(step == 0, step + depth == panels.depth());
      context
          .tiles()
          .multiply(
              new Block(
                  values, group * op.groupChannels(), tables.pixels(), 0, tables.taps(), step),
              band.pixels(op),
              range(packed, step, depth, part, parts),
              op.output().elements() * Float.BYTES,
              (results, width, row, rows, column, columns) ->
                  KERNELS
                      .store()
                      .store(
                          results,
                          0,
                          width,
                          rows,
                          columns,
                          y,
                          filter + column,
                          (first + row) * y.rowBytes() + (filter + column) * 4L));
    }
  }
}
