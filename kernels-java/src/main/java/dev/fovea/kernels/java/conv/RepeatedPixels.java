package dev.fovea.kernels.java.conv;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.simd.VectorMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A convolution of one channel, at stride 1, along rows in which each pixel is repeated F times:
 * with {@code cells[r][p·F + f] = x[r][p]}, a row of y is a sum of rows as they lie,
 *
 * <pre>{@code y[r][q] = Σ cells[r + kh][q + kw·dilation·F] · w[kh][kw][q mod F]}</pre>
 *
 * so no lane is idle, whatever F is, and nothing is transposed. Weights lie in vectors of which
 * {@code F / gcd(F, lanes)} follow each other along a row, then the first comes again: these are
 * the row's slots. Rows of cells, and of results, lie a constant apart, which spares checks of
 * bounds; rows that are longer are cut into strips.
 */
final class RepeatedPixels implements WeightLayout {
  /** From a row of cells or results to the next: an odd number of cache lines. */
  static final int LINE = 33 * 16;

  /** More filters leave few pixels in a row, and fill the vectors of products. */
  private static final int MOST_FILTERS = 32;

  /** Rows of a block at most: the cells of LeNet's first layer stay in the nearest cache. */
  private static final int BLOCK_ROWS = 28;

  /** Time of a tap, in multiply-adds of a product's wide kernel: measured. */
  private static final double TAP_COST = 1.2;

  /** Time to repeat a pixel, and to store what becomes of it, likewise. */
  private static final double PIXEL_COST = 16;

  private static final int LANES = VectorMode.current().lanes();

  private final Conv2d op;

  /** Distance between taps in a row of cells. */
  private final int step;

  /** Slots that follow each other along a row; one more is for a row's last vector. */
  private final int phases;

  /** Rows of y that are computed together. */
  private final int passRows;

  private final List<TapRows> tapRows = new ArrayList<>();
  private final List<Strip> strips = new ArrayList<>();

  private RepeatedPixels(Conv2d op) {
    this.op = op;
    step = op.columns().dilation() * op.filters();
    phases = op.filters() / gcd(op.filters(), LANES);
    int rows;
    for (int row = 0; row < op.rows().kernel(); row += rows) {
      rows = TapRows.together(op.rows().kernel() - row);
      tapRows.add(new TapRows(row, rows, op.columns().kernel(), step));
    }
    boolean tall = tapRows.stream().allMatch(taps -> taps.count() == VectorTallRepeatedKernel.TAPS);
    passRows = passRows(op.rows().output(), tall && VectorMode.current().hasManyRegisters());
    int most = (LINE - LANES) / op.filters() - (op.columns().span() - 1);
    int whole = LANES / gcd(op.filters(), LANES);
    int columns = op.columns().output();
    int width = columns <= most ? columns : most / whole * whole;
    for (int begin = 0; width > 0 && begin < columns; begin += width) {
      strips.add(strip(begin, Math.min(width, columns - begin)));
    }
  }

  /** Many where there is a kernel and none are computed in vain that few wouldn't. */
  private static int passRows(int rows, boolean tall) {
    int few = VectorRepeatedKernel.ROWS;
    int many = VectorTallRepeatedKernel.ROWS;
    return tall && roundUp(rows, many) == roundUp(rows, few) ? many : few;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** The way for a convolution, or null where it isn't one of these. */
  static RepeatedPixels of(Conv2d op) {
    boolean fits =
        VectorMode.current().isVector()
            && op.channels() == 1
            && op.filters() <= MOST_FILTERS
            && op.rows().stride() == 1
            && op.columns().stride() == 1
            && op.rows().dilation() == 1
            && TapRows.divide(op.rows().kernel())
            && blockBytes(op) <= Integer.MAX_VALUE;
    if (!fits) {
      return null;
    }
    var layout = new RepeatedPixels(op);
    return layout.cost() < PixelGroups.of(op).cost() ? layout : null;
  }

  /** Bytes of a block's rows, of x or of y, at most. */
  private static long blockBytes(Conv2d op) {
    long rows = (long) BLOCK_ROWS + op.rows().kernel();
    long pixels = Math.max(op.columns().size(), op.columns().output());
    return rows * pixels * op.filters() * Float.BYTES;
  }

  /** Time per output pixel, as {@link PixelGroups#cost} has it; infinite where no vector fits. */
  private double cost() {
    if (strips.isEmpty() || strips.getLast().values() < LANES) {
      return Double.POSITIVE_INFINITY;
    }
    int vectors = strips.stream().mapToInt(strip -> strip.positions().length).sum();
    double rows = roundUp(op.rows().output(), passRows);
    double taps = (double) op.rows().kernel() * op.columns().kernel();
    double pixels = (double) op.rows().output() * op.columns().output();
    return rows * vectors * (TAP_COST * taps + PIXEL_COST) / pixels;
  }

  private static int roundUp(int value, int unit) {
    return Math.ceilDiv(value, unit) * unit;
  }

  /**
   * Rows of the filter that are applied together, to cells that are read once for all of them.
   *
   * @param first the first
   * @param count how many
   * @param columns taps in each
   * @param step distance between these in a row of cells
   */
  record TapRows(int first, int count, int columns, int step) {
    /** Whether a filter's rows can be taken so. */
    static boolean divide(int rows) {
      return rows == 3 || rows == 5 || rows == 6 || rows >= 8;
    }

    /** Five at a time, or three where five would leave what can't be taken. */
    private static int together(int rows) {
      return rows == 5 || divide(rows - 5) ? 5 : 3;
    }

    /** Where their weights begin in a slot. */
    int weights() {
      return first * columns * LANES;
    }
  }

  /**
   * Output pixels beside each other.
   *
   * @param begin column of the first
   * @param values values of y in a row
   * @param positions where each vector begins; the last ends with the row and may overlap
   * @param slots where each vector's weights begin
   */
  record Strip(int begin, int values, int[] positions, int[] slots) {}

  private Strip strip(int begin, int pixels) {
    int values = pixels * op.filters();
    var positions = new int[Math.ceilDiv(values, LANES)];
    var slots = new int[positions.length];
    Arrays.setAll(positions, v -> Math.min(v * LANES, values - LANES));
    Arrays.setAll(slots, v -> (v * LANES + LANES <= values ? v % phases : phases) * slotLength());
    return new Strip(begin, values, positions, slots);
  }

  /** Rows of y that are computed together. */
  int passRows() {
    return passRows;
  }

  /**
   * Adds taps to {@link #passRows()} rows of y: see {@link VectorRepeatedKernel#add}.
   *
   * @param top where the row under the first row of taps begins
   */
  void add(
      float[] cells,
      int top,
      TapRows taps,
      Strip strip,
      float[] weights,
      float[] start,
      float[] tile) {
    if (passRows == VectorTallRepeatedKernel.ROWS) {
      VectorTallRepeatedKernel.add(cells, top, taps, strip, weights, start, tile);
    } else {
      VectorRepeatedKernel.add(cells, top, taps, strip, weights, start, tile);
    }
  }

  @Override
  public Conv2d op() {
    return op;
  }

  /** Vectors after which a row's weights come again. */
  int phases() {
    return phases;
  }

  List<Strip> strips() {
    return strips;
  }

  List<TapRows> tapRows() {
    return tapRows;
  }

  /** Blocks of rows of one image, of whole passes of the kernel where the image has as many. */
  Bands blocks() {
    int passes = Math.ceilDiv(op.rows().output(), passRows);
    int blocks = Math.ceilDiv(op.rows().output(), BLOCK_ROWS);
    int rows = Math.ceilDiv(passes, blocks) * passRows;
    return new Bands(op, 1, Math.min(rows, op.rows().output()));
  }

  /** Floats of a block's results. */
  int tileLength(Bands blocks) {
    return roundUp(blocks.outputRows(), passRows) * LINE;
  }

  /** Floats of a block's cells. */
  int cellsLength(Bands blocks) {
    return tileLength(blocks) + (op.rows().kernel() - 1) * LINE;
  }

  private int slotLength() {
    return op.rows().kernel() * op.columns().kernel() * LANES;
  }

  /** {@code [slots, taps, lanes]}. */
  @Override
  public int packedLength() {
    return (phases + 1) * slotLength();
  }

  @Override
  public void pack(float[] weights, float[] packed) {
    eachVector(
        (at, tap, phase, first) -> {
          for (int lane = 0, f = phase; lane < LANES; lane++) {
            packed[at + lane] = weights[tap + f];
            f = f + 1 == op.filters() ? 0 : f + 1;
          }
        });
  }

  @Override
  public void unpack(float[] packed, float[] gradient) {
    Arrays.fill(gradient, 0, Math.toIntExact(op.weights().elements()), 0);
    eachVector(
        (at, tap, phase, first) -> {
          for (int lane = first, f = (phase + first) % op.filters(); lane < LANES; lane++) {
            gradient[tap + f] += packed[at + lane];
            f = f + 1 == op.filters() ? 0 : f + 1;
          }
        });
  }

  private interface VectorAction {
    /**
     * Takes a vector of packed weights.
     *
     * @param at where it lies
     * @param tap where its tap's weights lie unpacked
     * @param phase the filter of its first lane
     * @param first the first lane that no other vector of the row holds
     */
    void accept(int at, int tap, int phase, int first);
  }

  private void eachVector(VectorAction action) {
    int filters = op.filters();
    int rest = strips.getLast().values() % LANES;
    int at = 0;
    for (int slot = 0; slot <= phases; slot++) {
      int phase = slot < phases ? slot * LANES % filters : Math.floorMod(-LANES, filters);
      int first = slot < phases ? 0 : LANES - rest;
      for (var rows : tapRows) {
        for (int column = 0; column < rows.columns(); column++) {
          for (int row = rows.first(); row < rows.first() + rows.count(); row++) {
            action.accept(at, (row * rows.columns() + column) * filters, phase, first);
            at += LANES;
          }
        }
      }
    }
  }
}
