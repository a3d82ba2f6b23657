package dev.fovea.kernels.java.winograd;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.conv.BandReader;
import dev.fovea.kernels.java.conv.Bands;
import dev.fovea.kernels.java.conv.ConvolutionContext;
import dev.fovea.kernels.java.gemm.KernelSet;
import dev.fovea.kernels.java.gemm.Output;
import dev.fovea.kernels.java.gemm.Panels;
import dev.fovea.kernels.java.gemm.StripKernel;
import dev.fovea.kernels.java.gemm.Strips;
import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;

/**
 * A convolution with filters that are transformed already, block by block of tile rows: transforms
 * the block's tiles, multiplies each point's matrix {@code [tiles,C]} by the filters' {@code
 * [C,F]}, and transforms back. Where the filters are small, each thread has a block of its own,
 * which stays in its cache; else all threads work on one block, so that they share the filters.
 */
final class WinogradProduct {
  /** Values of filters that a core's second-level cache holds beside a block of its own. */
  private static final int CACHED_FILTERS = 1 << 18;

  /** Values of such a block, transformed and multiplied. */
  private static final int CACHED_VALUES = 1 << 18;

  /** Values of a block for all threads: what the third-level cache holds easily. */
  private static final int SHARED_VALUES = 1 << 21;

  /** Values more between points, so that they don't all fall into the same place of the cache. */
  private static final int SPREAD = 16;

  private static final KernelSet KERNELS = KernelSet.CURRENT;

  /** Values of a point that are packed at once: a vector of channels of a strip's tiles. */
  private static final int SQUARE = Strips.HEIGHT * Lanes.COUNT;

  private final Conv2d op;
  private final WinogradKernel kernel;
  private final ConvolutionContext context;
  private final TileGrid grid;
  private final Bands bands;
  private final BandReader reader;
  private final Panels panels;
  private final TransformedFilters filters;
  private final boolean blockPerThread;
  private final int blockRows;
  private final int stripTiles;
  private final int inputStride;
  private final int productStride;

  WinogradProduct(Conv2d op, WinogradKernel kernel, ConvolutionContext context) {
    this.op = op;
    this.kernel = kernel;
    this.context = context;
    grid = new TileGrid(op, kernel.outputs());
    bands = new Bands(grid.whole(), 1, kernel.outputs());
    reader = new BandReader(bands);
    filters = new TransformedFilters(kernel, op.channels(), op.filters());
    panels = filters.panels();
    long rowValues = (long) kernel.points() * grid.columns() * (op.channels() + op.filters());
    blockPerThread = filters.length() <= CACHED_FILTERS;
    int blockValues = blockPerThread ? CACHED_VALUES : SHARED_VALUES;
    blockRows = Math.clamp(blockValues / rowValues, 1, grid.rows());
    int tiles = blockRows * grid.columns();
    stripTiles = stripTiles(tiles);
    int strips = Math.ceilDiv(tiles, stripTiles);
    inputStride = strips * Strips.STEP * op.channels() + SPREAD;
    productStride = strips * panels.count() * stripTiles * KERNELS.blocking().nr() + SPREAD;
  }

  /** Tiles of a strip: low strips leave fewer rows unused where there are 16 tiles, say. */
  private static int stripTiles(int tiles) {
    int low = KERNELS.lowStrip().rows();
    int rest = tiles % Strips.HEIGHT;
    int computed = tiles - rest + (rest == 0 ? 0 : rest <= low ? low : Strips.HEIGHT);
    return Math.ceilDiv(tiles, low) * low < computed ? low : Strips.HEIGHT;
  }

  /** How the filters are to be transformed. */
  TransformedFilters filters() {
    return filters;
  }

  void run(MemorySegment x, MemorySegment transformed, Output output) {
    int blocks = Math.ceilDiv(grid.rows(), blockRows);
    if (blockPerThread) {
      context.workers().run(blocks, i -> block(i * blockRows, x, transformed, output));
      return;
    }
    for (int i = 0; i < blocks; i++) {
      block(i * blockRows, x, transformed, output);
    }
  }

  /** One block; its steps are shared out where it is not one thread's own. */
  private void block(int first, MemorySegment x, MemorySegment transformed, Output output) {
    var workers = context.workers();
    var arrays = context.arrays();
    var inputs = arrays.take(Math.multiplyExact(kernel.points(), inputStride));
    var products = arrays.take(Math.multiplyExact(kernel.points(), productStride));
    int rows = Math.min(blockRows, grid.rows() - first);
    workers.run(rows, i -> transform(x, first + i, i, inputs));
    workers.run(kernel.points(), i -> multiply(i, rows, inputs, transformed, products));
    workers.run(
        rows * panels.count(),
        i -> store(products, first, i / panels.count(), i % panels.count(), output));
    arrays.giveBack(products);
    arrays.giveBack(inputs);
  }

  /** Transforms a row of tiles to the strips of their points. */
  private void transform(MemorySegment x, int row, int blockRow, float[] inputs) {
    var arrays = context.arrays();
    var image = arrays.take(bands.floats() + Lanes.COUNT);
    reader.read(x, bands.band(row), image);
    var work = arrays.take(kernel.points() * Lanes.COUNT);
    var points = arrays.take(kernel.points() * SQUARE);
    int count;
    for (int j = 0; j < grid.columns(); j += count) {
      int tile = blockRow * grid.columns() + j;
      count = Math.min(stripTiles - tile % stripTiles, grid.columns() - j);
      for (int c = 0; c < op.channels(); c += Lanes.COUNT) {
        transform(image, j, count, c, work, points);
        pack(points, tile, count, c, inputs);
      }
    }
    arrays.giveBack(points);
    arrays.giveBack(work);
    arrays.giveBack(image);
  }

  /** Transforms a vector of channels of some tiles, {@code [points, tiles, channels]}. */
  private void transform(
      float[] image, int column, int tiles, int channel, float[] work, float[] points) {
    int rowStride = bands.paddedColumns() * op.channels();
    for (int i = 0; i < tiles; i++) {
      int from = (column + i) * kernel.outputs() * op.channels() + channel;
      kernel.input(image, from, rowStride, op.channels(), work, points, i * Lanes.COUNT, SQUARE);
    }
  }

  /** Packs them as steps of their strip. */
  private void pack(float[] points, int tile, int tiles, int channel, float[] inputs) {
    int channels = Math.min(Lanes.COUNT, op.channels() - channel);
    int at = strip(tile) + channel * Strips.STEP + tile % stripTiles;
    for (int point = 0; point < kernel.points(); point++) {
      int to = point * inputStride + at;
      int from = point * SQUARE;
      KERNELS
          .transposer()
          .transpose(points, from, Lanes.COUNT, tiles, channels, inputs, to, Strips.STEP);
    }
  }

  /** Multiplies one point of all tiles by the filters. */
  private void multiply(
      int point, int rows, float[] inputs, MemorySegment transformed, float[] products) {
    int tiles = rows * grid.columns();
    for (int panel = 0; panel < panels.count(); panel++) {
      int filter = point * filters.pointStride() + panels.offset(panel, 0);
      for (int tile = 0; tile < tiles; tile += stripTiles) {
        int count = Math.min(stripTiles, tiles - tile);
        StripKernel multiplier = KERNELS.strip(count, panels, panel);
        multiplier.multiply(
            op.channels(),
            inputs,
            point * inputStride + strip(tile),
            transformed,
            filter,
            products,
            point * productStride + product(tile, panel));
      }
    }
  }

  /** Where the strip of a tile begins, relative to its point. */
  private int strip(int tile) {
    return tile / stripTiles * Strips.STEP * op.channels();
  }

  /** Where the products of some tiles and a panel lie, relative to their point. */
  private int product(int tile, int panel) {
    int index = tile / stripTiles * panels.count() + panel;
    return index * stripTiles * KERNELS.blocking().nr() + tile % stripTiles * panels.width(panel);
  }

  /** Transforms a row of tiles back, for the filters of one panel, and writes it. */
  private void store(float[] products, int firstRow, int blockRow, int panel, Output output) {
    int m = kernel.outputs();
    int width = panels.width(panel);
    int rowStride = grid.columns() * m * width;
    var arrays = context.arrays();
    var results = arrays.take(m * rowStride);
    var work = arrays.take(kernel.points() * Lanes.COUNT);
    for (int j = 0; j < grid.columns(); j++) {
      int from = product(blockRow * grid.columns() + j, panel);
      for (int i = 0; i < panels.columns(panel); i += Lanes.COUNT) {
        kernel.output(
            products, from + i, productStride, work, results, j * m * width + i, rowStride, width);
      }
    }
    int image = (firstRow + blockRow) / grid.imageRows();
    int row = (firstRow + blockRow) % grid.imageRows() * m;
    for (int i = 0; i < Math.min(m, op.rows().output() - row); i++) {
      long pixel = ((long) image * op.rows().output() + row + i) * op.columns().output();
      long at = pixel * output.rowBytes() + (long) panels.firstColumn(panel) * Float.BYTES;
      KERNELS
          .store()
          .store(
              results,
              i * rowStride,
              width,
              op.columns().output(),
              panels.columns(panel),
              output,
              panels.firstColumn(panel),
              at);
    }
    arrays.giveBack(work);
    arrays.giveBack(results);
  }
}
