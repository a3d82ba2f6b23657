package dev.fovea.kernels.java.conv;

import dev.fovea.backend.Activation;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.conv.RepeatedPixels.Strip;
import dev.fovea.kernels.java.gemm.KernelSet;
import dev.fovea.kernels.java.gemm.Output;
import dev.fovea.kernels.java.parallel.PartialSums;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Convolution of one channel by few filters, the first layer of LeNet: too few taps and filters to
 * fill the tiles of a product. See {@link RepeatedPixels} for how it is computed instead. The
 * gradient to the input, which a first layer doesn't need, is another algorithm's.
 */
final class SingleChannelConvolution implements Convolution {
  private static final KernelSet KERNELS = KernelSet.CURRENT;
  private static final int LINE = RepeatedPixels.LINE;

  private final Conv2d op;
  private final RepeatedPixels layout;
  private final ConvolutionContext context;
  private final Convolution other;
  private final Bands blocks;
  private final VectorPixelRepeater repeater;
  private final PackedWeights weights;
  private final PartialSums sums;
  private final int rowBytes;
  private final int passRows;

  /**
   * A plan.
   *
   * @param op the convolution
   * @param layout how its rows are computed
   * @param context what it runs on
   * @param other computes the gradient to the input
   */
  SingleChannelConvolution(
      Conv2d op, RepeatedPixels layout, ConvolutionContext context, Convolution other) {
    this.op = op;
    this.layout = layout;
    this.context = context;
    this.other = other;
    blocks = layout.blocks();
    repeater = new VectorPixelRepeater(op, layout.phases());
    weights = new PackedWeights(layout, context);
    sums = context.sums(blocks.count(), layout.packedLength());
    rowBytes = op.columns().output() * op.filters() * Float.BYTES;
    passRows = layout.passRows();
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

    /** A bias before relu is what sums start with; before another epilogue, the store's to add. */
    @Override
    public void forward(MemorySegment x, Output output) {
      var start = context.arrays().take(passRows * LINE);
      Arrays.fill(start, 0, passRows * LINE, 0);
      if (output.bias() != null && output.isBiasAndRelu()) {
        PixelRows.repeat(output.bias(), op.filters(), start, LINE);
        for (int row = 1; row < passRows; row++) {
          System.arraycopy(start, 0, start, row * LINE, LINE);
        }
        convolve(x, packed, start, writer(output.with(null, rowBytes)));
      } else {
        PixelRows.run(
            output,
            op.filters(),
            LINE,
            rowBytes,
            context.arrays(),
            rows -> convolve(x, packed, start, writer(rows)));
      }
      context.arrays().giveBack(start);
    }

    @Override
    public void close() {
      context.arrays().giveBack(packed);
    }
  }

  private interface Writer {
    /**
     * Writes rows of a strip.
     *
     * @param tile the rows, {@link RepeatedPixels#LINE} apart
     * @param rows how many
     * @param strip the strip
     * @param at where the first begins in y, in bytes
     */
    void write(float[] tile, int rows, Strip strip, long at);
  }

  /** Writes to an output whose columns are a row of y, {@code [OW,F]}. */
  private Writer writer(Output output) {
    if (output.bias() == null && output.isBiasAndRelu()) {
      boolean relu = output.activation().kind() == Activation.Kind.RELU;
      float least = relu ? 0 : Float.NEGATIVE_INFINITY;
      return (tile, rows, strip, at) ->
          VectorRepeatedKernel.write(tile, rows, strip, output.y(), at, rowBytes, least);
    }
    return (tile, rows, strip, at) ->
        KERNELS.store().store(tile, 0, LINE, rows, strip.values(), output, 0, at);
  }

  /** All of y. */
  private void convolve(MemorySegment x, float[] packed, float[] start, Writer writer) {
    context
        .workers()
        .run(
            blocks.count(),
            index -> {
              var tile = context.arrays().take(passRows * LINE);
              var other = context.arrays().take(passRows * LINE);
              eachStrip(
                  x,
                  index,
                  (strip, cells, band, at) -> {
                    for (int row = 0; row < band.rows(); row += passRows) {
                      var sums = sumTaps(cells, row, strip, packed, start, tile, other);
                      int rows = Math.min(passRows, band.rows() - row);
                      writer.write(sums, rows, strip, at + (long) row * rowBytes);
                    }
                  });
              context.arrays().giveBack(other);
              context.arrays().giveBack(tile);
            });
  }

  /**
   * All taps of some rows, from one tile to the other: in place, values that two vectors hold would
   * be added to twice.
   *
   * @return the tile that holds the sums
   */
  private float[] sumTaps(
      float[] cells, int row, Strip strip, float[] packed, float[] start, float[] a, float[] b) {
    var from = start;
    for (var taps : layout.tapRows()) {
      int top = (row + taps.first()) * LINE;
      var to = from == a ? b : a;
      layout.add(cells, top, taps, strip, packed, from, to);
      from = to;
    }
    return from;
  }

  private interface StripAction {
    /**
     * Takes a strip of a block.
     *
     * @param strip the strip
     * @param cells repeated pixels of all rows that the block reads
     * @param band the block
     * @param at where its first value lies in y, in bytes
     */
    void accept(Strip strip, float[] cells, Bands.Band band, long at);
  }

  private void eachStrip(MemorySegment x, int index, StripAction action) {
    var band = blocks.band(index);
    var values = context.arrays().take(repeater.valuesLength(blocks));
    var cells = context.arrays().take(layout.cellsLength(blocks));
    var rows = repeater.read(x, band, values);
    for (var strip : layout.strips()) {
      repeater.repeat(rows, strip, cells);
      long pixel = band.firstPixel(op) + strip.begin();
      action.accept(strip, cells, band, pixel * op.filters() * Float.BYTES);
    }
    context.arrays().giveBack(cells);
    context.arrays().giveBack(values);
  }

  @Override
  public void inputGradient(MemorySegment dy, MemorySegment w, Output output) {
    other.inputGradient(dy, w, output);
  }

  @Override
  public void weightGradient(MemorySegment x, MemorySegment dy, MemorySegment dw) {
    weights.sum(sums, (packed, index) -> addBlock(x, dy, index, packed), dw);
  }

  private void addBlock(MemorySegment x, MemorySegment dy, int index, float[] packed) {
    eachStrip(
        x,
        index,
        (strip, cells, band, at) -> {
          long bytes = (band.rows() - 1L) * rowBytes + (long) strip.values() * Float.BYTES;
          var rows = dy.asSlice(at, bytes);
          for (var taps : layout.tapRows()) {
            VectorRepeatedSums.add(cells, taps, strip, rows, rowBytes, band.rows(), packed);
          }
        });
  }
}
