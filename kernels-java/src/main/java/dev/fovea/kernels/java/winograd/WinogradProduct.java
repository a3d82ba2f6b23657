package dev.fovea.kernels.java.winograd;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.conv.BandReader;
import dev.fovea.kernels.java.conv.Bands;
import dev.fovea.kernels.java.conv.ConvolutionContext;
import dev.fovea.kernels.java.gemm.KernelSet;
import dev.fovea.kernels.java.gemm.Output;
import dev.fovea.kernels.java.gemm.Panels;
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
  /**
   * Values of filters that the third-level cache holds: read again for each block, they cost less
   * than a block that leaves the second-level cache. (One row of 14 tiles, 256×256: 1.16 times as
   * fast as blocks of 8 MB for all threads, on two threads 1.2; where filters come from memory, 38
   * MB, 0.6.)
   */
  private static final int CACHED_FILTERS = 3 << 20;

  /** Values of such a block, transformed and multiplied. */
  private static final int CACHED_VALUES = 1 << 18;

  /** Values of a block for all threads: what the third-level cache holds easily. */
  private static final int SHARED_VALUES = 1 << 21;

  /** Values of the image that a unit's transforms read, at most. */
  private static final long UNIT_FLOATS = 1 << 19;

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
  private final TileStrips strips;
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
    blockPerThread =
        filters.length() <= CACHED_FILTERS && grid.rows() >= context.workers().threads();
    strips = strips();
    inputStride = strips.count() * Strips.STEP * op.channels() + SPREAD;
    productStride =
        strips.count() * panels.count() * strips.height() * KERNELS.blocking().nr() + SPREAD;
  }

  /** Blocks of the size above, or twice as large where that leaves fewer tiles unused. */
  private TileStrips strips() {
    long rowValues = (long) kernel.points() * grid.columns() * (op.channels() + op.filters());
    int values = blockPerThread ? CACHED_VALUES : SHARED_VALUES;
    var small = strips(Math.clamp(values / rowValues, 1, grid.rows()));
    var large = strips(Math.min(2 * small.rows(), grid.rows()));
    return large.unused() < small.unused() ? large : small;
  }

  /** Blocks of so many rows at most: nearly as many in each, and as many blocks for each thread. */
  private TileStrips strips(int most) {
    int blocks = Math.ceilDiv(grid.rows(), most);
    if (blockPerThread) {
      int threads = context.workers().threads();
      blocks = Math.min(Math.ceilDiv(blocks, threads) * threads, grid.rows());
    }
    int rows = Math.ceilDiv(grid.rows(), blocks);
    int unitRows = Math.clamp(UNIT_FLOATS / bands.floats(), 1, rows);
    return TileStrips.of(grid.columns(), rows, unitRows);
  }

  /** How the filters are to be transformed. */
  TransformedFilters filters() {
    return filters;
  }

  void run(MemorySegment x, MemorySegment transformed, Output output) {
    int blockRows = strips.rows();
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
    int rows = Math.min(strips.rows(), grid.rows() - first);
    workers.run(strips.units(rows), unit -> transform(x, first, unit, rows, inputs));
    workers.run(kernel.points(), i -> multiply(i, rows, inputs, transformed, products));
    workers.run(
        rows * panels.count(),
        i -> store(products, first, i / panels.count(), i % panels.count(), output));
    arrays.giveBack(products);
    arrays.giveBack(inputs);
  }

  /** Transforms some rows of tiles to the strips of their points. */
  private void transform(MemorySegment x, int first, int unit, int rows, float[] inputs) {
    var arrays = context.arrays();
    int begin = unit * strips.unitRows();
    int end = Math.min(begin + strips.unitRows(), rows);
    var image = arrays.take((end - begin) * bands.floats() + Lanes.COUNT);
    for (int row = begin; row < end; row++) {
      var band = MemorySegment.ofArray(image).asSlice((row - begin) * bandBytes());
      reader.read(x, bands.band(first + row), band);
    }
    var work = arrays.take(kernel.points() * Lanes.COUNT);
    var points = arrays.take(kernel.points() * SQUARE);
    for (int i = 0; i < strips.unitStrips(); i++) {
      int strip = unit * strips.unitStrips() + i;
      int count = strips.tiles(strip, rows);
      for (int c = 0; c < op.channels(); c += Lanes.COUNT) {
        transform(image, i * strips.height(), count, c, work, points);
        pack(points, strip, count, c, inputs);
      }
    }
    arrays.giveBack(points);
    arrays.giveBack(work);
    arrays.giveBack(image);
  }

  private long bandBytes() {
    return (long) bands.floats() * Float.BYTES;
  }

  /** Transforms a vector of channels of some tiles, {@code [points, tiles, channels]}. */
  private void transform(
      float[] image, int first, int tiles, int channel, float[] work, float[] points) {
    int columns = grid.columns();
    int rowStride = bands.paddedColumns() * op.channels();
    for (int i = 0; i < tiles; i++) {
      int band = (first + i) / columns * bands.floats();
      int column = (first + i) % columns * kernel.outputs();
      int from = band + column * op.channels() + channel;
      kernel.input(image, from, rowStride, op.channels(), work, points, i * Lanes.COUNT, SQUARE);
    }
  }

  /** Packs them as steps of their strip. */
  private void pack(float[] points, int strip, int tiles, int channel, float[] inputs) {
    int channels = Math.min(Lanes.COUNT, op.channels() - channel);
    int at = strip(strip) + channel * Strips.STEP;
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
    int count = strips.units(rows) * strips.unitStrips();
    for (int panel = 0; panel < panels.count(); panel++) {
      int filter = point * filters.pointStride() + panels.offset(panel, 0);
      for (int strip = 0; strip < count; strip++) {
        int tiles = strips.tiles(strip, rows);
        if (tiles > 0) {
          KERNELS
              .strip(tiles, panels, panel)
              .multiply(
                  op.channels(),
                  inputs,
                  point * inputStride + strip(strip),
                  transformed,
                  filter,
                  products,
                  point * productStride + product(strip, panel));
        }
      }
    }
  }

  /** Where a strip begins, relative to its point. */
  private int strip(int strip) {
    return strip * Strips.STEP * op.channels();
  }

  /** Where the products of a strip and a panel lie, relative to their point. */
  private int product(int strip, int panel) {
    return (strip * panels.count() + panel) * strips.height() * KERNELS.blocking().nr();
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
      int from = product(strips.strip(blockRow, j), panel) + strips.place(blockRow, j) * width;
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
