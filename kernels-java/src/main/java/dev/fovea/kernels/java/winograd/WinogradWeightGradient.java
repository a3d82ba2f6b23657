package dev.fovea.kernels.java.winograd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Window;
import dev.fovea.kernels.java.conv.BandReader;
import dev.fovea.kernels.java.conv.Bands;
import dev.fovea.kernels.java.conv.ConvolutionContext;
import dev.fovea.kernels.java.gemm.ColumnKernel;
import dev.fovea.kernels.java.gemm.KernelSet;
import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The gradient to the weights, {@code dg = Gᵀ [Σ (Bᵀ d B) ⊙ (A e Aᵀ)] G} with e the gradient of a
 * tile's outputs: the forward algorithm's derivative. The sum over tiles is a matrix product {@code
 * [C,tiles] · [tiles,F]} for each point. Blocks of tiles depend on the geometry alone, and are
 * added up in order.
 */
final class WinogradWeightGradient {
  /** Values of a block: large, for all sums are read and written once per block. */
  private static final int BLOCK_VALUES = 1 << 22;

  /** Values more between points, so that they don't all fall into the same place of the cache. */
  private static final int SPREAD = 16;

  private static final ColumnKernel COLUMNS = KernelSet.CURRENT.column();
  private static final int GROUP = ColumnKernel.GROUP;

  private final Conv2d op;
  private final WinogradKernel kernel;
  private final ConvolutionContext context;
  private final TileGrid grid;
  private final Bands inputBands;
  private final Bands outputBands;
  private final int blockRows;
  private final int blockTiles;
  private final int panels;
  private final int inputStride;
  private final int outputStride;
  private final int sumStride;

  WinogradWeightGradient(Conv2d op, WinogradKernel kernel, ConvolutionContext context) {
    this.op = op;
    this.kernel = kernel;
    this.context = context;
    grid = new TileGrid(op, kernel.outputs());
    inputBands = new Bands(grid.whole(), 1, kernel.outputs());
    outputBands = new Bands(outputs(), 1, kernel.outputs());
    int groups = Math.ceilDiv(op.channels(), GROUP);
    panels = Math.ceilDiv(op.filters(), COLUMNS.columns());
    int width = groups * GROUP + panels * COLUMNS.columns();
    long rowValues = (long) kernel.points() * grid.columns() * width;
    blockRows = Math.clamp(BLOCK_VALUES / rowValues, 1, grid.rows());
    blockTiles = blockRows * grid.columns();
    inputStride = groups * blockTiles * GROUP + SPREAD;
    outputStride = panels * blockTiles * COLUMNS.columns() + SPREAD;
    sumStride = groups * GROUP * panels * COLUMNS.columns() + SPREAD;
  }

  /** The gradient of the outputs, with zeros after it up to whole tiles, read cell by cell. */
  private Conv2d outputs() {
    return new Conv2d(
        op.n(),
        cells(op.rows(), grid.imageRows()),
        cells(op.columns(), grid.columns()),
        op.filters(),
        1,
        1,
        Conv2d.Padding.ZERO);
  }

  private Window cells(Window window, int tiles) {
    return new Window(window.output(), 1, 1, 0, tiles * kernel.outputs() - window.output(), 1);
  }

  void run(MemorySegment x, MemorySegment dy, MemorySegment dw) {
    var arrays = context.arrays();
    var workers = context.workers();
    var inputs = arrays.take(Math.multiplyExact(kernel.points(), inputStride));
    var outputs = arrays.take(Math.multiplyExact(kernel.points(), outputStride));
    var sums = arrays.take(Math.multiplyExact(kernel.points(), sumStride));
    for (int row = 0; row < grid.rows(); row += blockRows) {
      int first = row;
      int rows = Math.min(blockRows, grid.rows() - row);
      workers.run(rows, i -> transform(x, dy, first + i, i, inputs, outputs));
      workers.run(
          kernel.points(),
          point -> multiply(point, first == 0, rows * grid.columns(), inputs, outputs, sums));
    }
    int perTask = 8;
    workers.run(
        Math.ceilDiv(op.channels(), perTask),
        task -> store(sums, task * perTask, Math.min(task * perTask + perTask, op.channels()), dw));
    arrays.giveBack(sums);
    arrays.giveBack(outputs);
    arrays.giveBack(inputs);
  }

  /** Transforms a row of tiles, of the image and of the outputs' gradient. */
  private void transform(
      MemorySegment x, MemorySegment dy, int row, int blockRow, float[] inputs, float[] outputs) {
    var arrays = context.arrays();
    var band = arrays.take(Math.max(inputBands.floats(), outputBands.floats()) + Lanes.COUNT);
    var work = arrays.take(kernel.points() * Lanes.COUNT);
    int m = kernel.outputs();
    new BandReader(inputBands).read(x, inputBands.band(row), band);
    int channels = op.channels();
    int rowStride = inputBands.paddedColumns() * channels;
    for (int j = 0; j < grid.columns(); j++) {
      int tile = blockRow * grid.columns() + j;
      for (int c = 0; c < channels; c += Lanes.COUNT) {
        int to = (c / GROUP * blockTiles + tile) * GROUP + c % GROUP;
        int from = j * m * channels + c;
        kernel.input(band, from, rowStride, channels, work, inputs, to, inputStride);
      }
    }
    new BandReader(outputBands).read(dy, outputBands.band(row), band);
    int filters = op.filters();
    int width = COLUMNS.columns();
    rowStride = outputBands.paddedColumns() * filters;
    for (int j = 0; j < grid.columns(); j++) {
      int tile = blockRow * grid.columns() + j;
      for (int f = 0; f < filters; f += Lanes.COUNT) {
        int to = (f / width * blockTiles + tile) * width + f % width;
        int from = j * m * filters + f;
        kernel.outputGradient(band, from, rowStride, filters, work, outputs, to, outputStride);
      }
    }
    arrays.giveBack(work);
    arrays.giveBack(band);
  }

  /** Adds the products of one point to its sums. */
  private void multiply(
      int point, boolean first, int tiles, float[] inputs, float[] outputs, float[] sums) {
    int sum = point * sumStride;
    if (first) {
      Arrays.fill(sums, sum, sum + sumStride, 0);
    }
    int width = COLUMNS.columns();
    for (int panel = 0; panel < panels; panel++) {
      int right = point * outputStride + panel * blockTiles * width;
      for (int row = 0; row < op.channels(); row += COLUMNS.rows()) {
        int left = point * inputStride + row / GROUP * blockTiles * GROUP + row % GROUP;
        COLUMNS.add(tiles, inputs, left, outputs, right, sums, sum + sum(row, panel));
      }
    }
  }

  /** Where a channel's sums with the filters of a panel lie, relative to their point. */
  private int sum(int channel, int panel) {
    int tile = channel / COLUMNS.rows() * panels + panel;
    return (tile * COLUMNS.rows() + channel % COLUMNS.rows()) * COLUMNS.columns();
  }

  /** Transforms the sums of some channels back. */
  private void store(float[] sums, int begin, int end, MemorySegment dw) {
    var arrays = context.arrays();
    int stride = panels * COLUMNS.columns();
    var weights = arrays.take(9 * stride);
    var work = arrays.take(kernel.points() * Lanes.COUNT);
    for (int c = begin; c < end; c++) {
      for (int f = 0; f < op.filters(); f += Lanes.COUNT) {
        int from = sum(c, f / COLUMNS.columns()) + f % COLUMNS.columns();
        kernel.filterGradient(sums, from, sumStride, work, weights, f, stride);
      }
      for (int tap = 0; tap < 9; tap++) {
        long at = ((long) tap * op.channels() + c) * op.filters() * Float.BYTES;
        MemorySegment.copy(weights, tap * stride, dw, JAVA_FLOAT_UNALIGNED, at, op.filters());
      }
    }
    arrays.giveBack(work);
    arrays.giveBack(weights);
  }
}
