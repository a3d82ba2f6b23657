package dev.fovea.kernels.java.winograd;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.conv.BandReader;
import dev.fovea.kernels.java.conv.Bands;
import dev.fovea.kernels.java.conv.ConvolutionContext;
import dev.fovea.kernels.java.gemm.KernelSet;
import dev.fovea.kernels.java.gemm.LineTiles;
import dev.fovea.kernels.java.gemm.Output;
import dev.fovea.kernels.java.gemm.Panels;
import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A convolution with filters that are transformed already, block by block of tile rows: transforms
 * the block's tiles, multiplies each point's matrix {@code [tiles,C]} by the filters' {@code
 * [C,F]}, and transforms back. Where a cache holds the filters, each thread has blocks of its own,
 * which stay in a nearer one; else all threads work on one large block, so that the filters are
 * read from memory as seldom as can be.
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

  /** How many times as large a block may be where it fills its groups better. */
  private static final int MOST_TIMES = 3;

  /** Values more between points, so that they don't all fall into the same place of the cache. */
  private static final int SPREAD = 16;

  private static final KernelSet KERNELS = KernelSet.CURRENT;

  private final Conv2d op;
  private final WinogradKernel kernel;
  private final ConvolutionContext context;
  private final TileGrid grid;
  private final Bands bands;
  private final BandReader reader;
  private final Panels panels;
  private final TransformedFilters filters;
  private final boolean blockPerThread;
  private final PointProducts matrices;
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
    matrices = PointProducts.of(groups(), op.channels(), panels);
    inputStride = matrices.lines().length() + SPREAD;
    productStride = matrices.length() + SPREAD;
  }

  /** Blocks of the size above, or larger where that leaves fewer tiles unused. */
  private TileGroups groups() {
    long rowValues = (long) kernel.points() * grid.columns() * (op.channels() + op.filters());
    int values = blockPerThread ? CACHED_VALUES : SHARED_VALUES;
    int rows = Math.clamp(values / rowValues, 1, grid.rows());
    return IntStream.rangeClosed(1, MOST_TIMES)
        .mapToObj(times -> groups(Math.min(times * rows, grid.rows())))
        .min(Comparator.comparingDouble(TileGroups::unused))
        .orElseThrow();
  }

  /** Blocks of so many rows at most: nearly as many in each, and as many blocks for each thread. */
  private TileGroups groups(int most) {
    int blocks = Math.ceilDiv(grid.rows(), most);
    if (blockPerThread) {
      int threads = context.workers().threads();
      blocks = Math.min(Math.ceilDiv(blocks, threads) * threads, grid.rows());
    }
    return TileGroups.of(grid.columns(), Math.ceilDiv(grid.rows(), blocks));
  }

  /** How the filters are to be transformed. */
  TransformedFilters filters() {
    return filters;
  }

  void run(MemorySegment x, MemorySegment transformed, Output output) {
    int blockRows = matrices.groups().rows();
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
    int rows = Math.min(matrices.groups().rows(), grid.rows() - first);
    workers.run(rows, i -> transform(x, first + i, i, inputs));
    workers.run(kernel.points(), i -> multiply(i, rows, inputs, transformed, products));
    workers.run(
        rows * panels.count(),
        i -> store(products, first, i / panels.count(), i % panels.count(), output));
    arrays.giveBack(products);
    arrays.giveBack(inputs);
  }

  /** Transforms a row of tiles to the lines of their points. */
  private void transform(MemorySegment x, int row, int blockRow, float[] inputs) {
    var arrays = context.arrays();
    var image = arrays.take(bands.floats() + Lanes.COUNT);
    reader.read(x, bands.band(row), image);
    var work = arrays.take(kernel.points() * Lanes.COUNT);
    int channels = op.channels();
    int rowStride = bands.paddedColumns() * channels;
    var lines = matrices.lines();
    for (int j = 0; j < grid.columns(); j++) {
      int from = j * kernel.outputs() * channels;
      for (int part = 0; part < lines.parts(); part++) {
        int to = lines.at(blockRow, j, part);
        for (int c = 0; c < lines.depth(part); c += Lanes.COUNT) {
          kernel.input(image, from + c, rowStride, channels, work, inputs, to + c, inputStride);
        }
        from += lines.partChannels();
      }
    }
    arrays.giveBack(work);
    arrays.giveBack(image);
  }

  /** Multiplies one point of all tiles by the filters. */
  private void multiply(
      int point, int rows, float[] inputs, MemorySegment transformed, float[] products) {
    long at = (long) point * filters.pointStride() * Float.BYTES;
    var packed = transformed.asSlice(at, (long) panels.length() * Float.BYTES);
    var work = context.arrays().take(LineTiles.WORK);
    matrices.multiply(
        rows, inputs, point * inputStride, packed, products, point * productStride, work);
    context.arrays().giveBack(work);
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
      int from = matrices.at(blockRow, j, panel);
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
