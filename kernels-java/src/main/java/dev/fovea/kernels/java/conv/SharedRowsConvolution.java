package dev.fovea.kernels.java.conv;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.gemm.KernelSet;
import dev.fovea.kernels.java.gemm.Output;
import dev.fovea.kernels.java.parallel.PartialSums;
import java.lang.foreign.MemorySegment;

/**
 * The plan of a convolution by as many filters as a vector has lanes, such as LeNet's second layer
 * or YOLOv3-tiny's first: see {@link SharedRows}. To be used by the vector implementations alone.
 */
final class SharedRowsConvolution implements Convolution {
  private static final KernelSet KERNELS = KernelSet.CURRENT;
  private static final int LINE = SharedRows.LINE;

  /** Columns of y whose sums lie beside each other before they are stored. */
  private static final int COLUMNS = 32;

  private final Conv2d op;
  private final SharedRows layout;
  private final ConvolutionContext context;
  private final InputGradient inputGradient;
  private final Bands blocks;
  private final BandReader reader;
  private final PackedWeights weights;
  private final PartialSums sums;
  private final int taps;
  private final int steps;
  private final int filters;
  private final int columns;
  private final int pixelStep;
  private final int tileLine;
  private final long rowBytes;

  SharedRowsConvolution(SharedRows layout, ConvolutionContext context) {
    this.op = layout.op();
    this.layout = layout;
    this.context = context;
    inputGradient = InputGradient.of(op, context);
    blocks = layout.blocks();
    reader = new BandReader(blocks, LINE);
    taps = op.rows().kernel();
    steps = layout.steps();
    weights = new PackedWeights(layout, context);
    sums = context.sums(blocks.count(), layout.packedLength());
    filters = op.filters();
    columns = op.columns().output();
    pixelStep = op.columns().stride() * op.channels();
    tileLine = Math.min(COLUMNS, columns) * filters;
    rowBytes = (long) columns * filters * Float.BYTES;
  }

  @Override
  public PreparedFilters prepare(MemorySegment w) {
    return new Packed(weights.pack(w));
  }

  private final class Packed implements PreparedFilters {
    private final float[] packed;

    Packed(float[] packed) {
      this.packed = packed;
    }

    @Override
    public void forward(MemorySegment x, Output output) {
      PixelRows.run(
          output, filters, tileLine, rowBytes, context.arrays(), rows -> convolve(x, packed, rows));
    }

    @Override
    public void close() {
      context.arrays().giveBack(packed);
    }
  }

  /** All of y, of which a row is one of the output's. */
  private void convolve(MemorySegment x, float[] packed, Output output) {
    context.workers().run(blocks.count(), index -> block(x, index, packed, output));
  }

  private void block(MemorySegment x, int index, float[] packed, Output output) {
    var arrays = context.arrays();
    var band = blocks.band(index);
    var cells = arrays.take(layout.cellsLength(blocks));
    reader.read(x, band, cells);
    var tile = arrays.take(layout.rows() * tileLine);
    for (int row = 0; row < band.rows(); row += layout.rows()) {
      int rows = Math.min(layout.rows(), band.rows() - row);
      long first = band.firstPixel(op) + (long) row * columns;
      for (int column = 0; column < columns; column += COLUMNS) {
        int count = Math.min(COLUMNS, columns - column);
        multiply(cells, row * LINE + column * pixelStep, count, packed, tile);
        long at = (first + column) * filters * Float.BYTES;
        KERNELS.store().store(tile, 0, tileLine, rows, count * filters, output, 0, at);
      }
    }
    arrays.giveBack(tile);
    arrays.giveBack(cells);
  }

  /** Some columns, two at a time; an odd last one is the other as well. */
  private void multiply(float[] cells, int at, int count, float[] packed, float[] tile) {
    for (int left = 0; left < count; left += 2) {
      int right = Math.min(left + 1, count - 1);
      VectorSharedRows.multiply(
          taps,
          cells,
          at + left * pixelStep,
          at + right * pixelStep,
          steps,
          packed,
          tile,
          left * filters,
          right * filters,
          tileLine);
    }
  }

  @Override
  public void inputGradient(MemorySegment dy, MemorySegment w, Output output) {
    inputGradient.run(dy, w, output);
  }

  @Override
  public void weightGradient(MemorySegment x, MemorySegment dy, MemorySegment dw) {
    weights.sum(sums, (packed, index) -> addBlock(x, dy, index, packed), dw);
  }

  private void addBlock(MemorySegment x, MemorySegment dy, int index, float[] packed) {
    var band = blocks.band(index);
    var cells = context.arrays().take(layout.cellsLength(blocks));
    reader.read(x, band, cells);
    long first = band.firstPixel(op) * filters * Float.BYTES;
    int whole = band.rows() - band.rows() % layout.rows();
    for (int column = 0; column < columns; column++) {
      int cell = column * pixelStep;
      long at = first + (long) column * filters * Float.BYTES;
      for (int row = 0; row < whole; row += layout.rows()) {
        VectorSharedRowsSums.add(
            taps, cells, row * LINE + cell, steps, dy, at + row * rowBytes, rowBytes, packed);
      }
      for (int row = whole; row < band.rows(); row++) {
        VectorSharedRowsSums.addRow(
            taps, cells, row * LINE + cell, steps, dy, at + row * rowBytes, packed);
      }
    }
    context.arrays().giveBack(cells);
  }
}
