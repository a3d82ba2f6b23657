package dev.fovea.kernels.java.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

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

/**
 * {@code dx += dy[pixels, F] · w[taps, F]ᵀ}, each product row added to the cells that its pixel's
 * taps read (col2im), tile by tile while it is in the cache.
 *
 * <p>Taps are taken in runs whose cells lie side by side: a whole row of the filter where dilation
 * and groups allow, else a single tap. For a run, a band needs the output rows that reach it and no
 * others, so bands of one image don't repeat work.
 */
final class ProductInputGradient implements InputGradient {
  private static final KernelSet KERNELS = KernelSet.CURRENT;

  private final Conv2d op;
  private final ConvolutionContext context;
  private final GradientBands bands;
  private final GradientWriter writer;
  private final boolean wholeRows;
  private final Panels panels;
  private final PanelPacker packer;
  private final int[] pixels;
  private final int[] rows;
  private final int[] steps;

  ProductInputGradient(Conv2d op, ConvolutionContext context) {
    this.op = op;
    this.context = context;
    bands = GradientBands.of(op);
    writer = new GradientWriter(bands, context.arrays());
    wholeRows = op.groups() == 1 && op.columns().dilation() == 1;
    int run = wholeRows ? op.columns().kernel() * op.channels() : op.groupChannels();
    packer = new PanelPacker(context.workers(), context.arrays());
    panels = Panels.of(op.groupFilters(), run);
    pixels =
        new int[bands.images() * bands.outputRows() * op.columns().output() + KERNELS.maxRows()];
    rows = new int[pixels.length];
    listPixels();
    steps = multiples(op.groupFilters(), 1);
  }

  /**
   * Lists the pixels of a block, for whole images column by column: cells of neighbours in a row
   * overlap, and a load that needs part of a store just made waits until that has reached the
   * cache.
   */
  private void listPixels() {
    int columns = op.columns().output();
    int at = 0;
    for (int image = 0; image < bands.images(); image++) {
      for (int i = 0; i < bands.outputRows() * columns; i++) {
        int row = bands.isWhole() ? i % bands.outputRows() : i / columns;
        int column = bands.isWhole() ? i / bands.outputRows() : i % columns;
        int line = image * bands.paddedRows() + row * op.rows().stride();
        int cell = line * bands.paddedColumns() + column * op.columns().stride();
        pixels[at] = cell * op.channels();
        rows[at] = ((image * bands.outputRows() + row) * columns + column) * op.filters();
        at++;
      }
    }
  }

  private static int[] multiples(int count, int stride) {
    var positions = new int[count];
    for (int i = 0; i < count; i++) {
      positions[i] = i * stride;
    }
    return positions;
  }

  private int runs() {
    return op.rows().kernel() * (wholeRows ? 1 : op.columns().kernel());
  }

  @Override
  public void run(MemorySegment dy, MemorySegment w, Output output) {
    var packed = new Scratch[op.groups() * runs()];
    Arrays.setAll(packed, matrix -> context.scratch().floats(panels.length()));
    packer.pack(panels, w, this::firstWeight, op.filters(), true, Scratch.segments(packed));
    context.workers().run(bands.count(), index -> block(dy, index, packed, output));
    for (var weights : packed) {
      weights.close();
    }
  }

  private long firstWeight(int matrix) {
    long tap = (long) (matrix % runs()) * panels.columns();
    return tap * op.filters() + (long) (matrix / runs()) * op.groupFilters();
  }

  private void block(MemorySegment dy, int index, Scratch[] packed, Output output) {
    var arrays = context.arrays();
    var band = bands.band(index);
    int floats =
        Math.toIntExact(
            (long) band.images() * band.paddedRows() * bands.paddedColumns() * op.channels());
    var values = arrays.take(floats + KERNELS.blocking().nr());
    Arrays.fill(values, 0, floats, 0);
    int firstRow = band.beginOutput(op, op.rows().span() - 1);
    int outputRows = band.endOutput(op, 0) - firstRow;
    int count = band.images() * outputRows * op.columns().output();
    var gradient = arrays.take(pixels.length * op.filters());
    long first = ((long) band.image() * op.rows().output() + firstRow) * op.columns().output();
    MemorySegment.copy(
        dy,
        JAVA_FLOAT_UNALIGNED,
        first * op.filters() * Float.BYTES,
        gradient,
        0,
        count * op.filters());
    for (int matrix = 0; matrix < packed.length; matrix++) {
      multiply(gradient, firstRow, band, matrix, packed[matrix].segment(), values);
    }
    writer.write(values, band, output);
    arrays.giveBack(gradient);
    arrays.giveBack(values);
  }

  private void multiply(
      float[] gradient,
      int firstRow,
      GradientBands.Band band,
      int matrix,
      MemorySegment packed,
      float[] values) {
    int group = matrix / runs();
    int run = matrix % runs();
    int tapRow = (wholeRows ? run : run / op.columns().kernel()) * op.rows().dilation();
    int tapColumn = wholeRows ? 0 : run % op.columns().kernel() * op.columns().dilation();
    int begin = band.beginOutput(op, tapRow);
    int end = band.endOutput(op, tapRow);
    int line = begin * op.rows().stride() + tapRow - band.beginPadded();
    int target =
        (line * bands.paddedColumns() + tapColumn) * op.channels() + group * op.groupChannels();
    int source =
        (begin - firstRow) * op.columns().output() * op.filters() + group * op.groupFilters();
    int kc = KERNELS.blocking().kc();
    for (int step = 0; step < panels.depth(); step += kc) {
      context
          .tiles()
          .multiply(
              new Block(gradient, source, rows, 0, steps, step),
              band.images() * (end - begin) * op.columns().output(),
              PanelRange.all(panels, packed, step, Math.min(kc, panels.depth() - step)),
              (long) values.length * Float.BYTES,
              (results, width, row, count, column, columns) ->
                  KERNELS
                      .adder()
                      .add(results, width, count, columns, values, pixels, row, target + column));
    }
  }
}
