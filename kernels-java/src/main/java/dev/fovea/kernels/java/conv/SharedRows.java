package dev.fovea.kernels.java.conv;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.simd.VectorMode;

/**
 * A convolution by as many filters as a vector has lanes, at vertical stride 1, some rows of y
 * below each other at once:
 *
 * <pre>{@code y[p][q][f] = Σ x[p + kh][q · stride + kw][c] · w[kh][kw][c][f]}</pre>
 *
 * A value of {@code x[r]} is needed by all rows {@code p} from {@code r - KH + 1} to {@code r}, and
 * is read once for them; a product reads it {@code KH} times, and for so few filters waits for
 * that, or fills its tiles with zeros. Rows of x lie a constant apart, so that one address serves
 * all of them, and {@code (kw, c)} are the steps of a sum, side by side in each row. Sums, weights
 * and values need 32 registers.
 *
 * @param op the convolution
 */
record SharedRows(Conv2d op) implements WeightLayout {
  /** From a row of x to the next, in elements: an odd number of cache lines. */
  static final int LINE = 81 * 16;

  /** Output pixels of a block, some. */
  private static final int PIXELS = 400;

  /** Time of a multiply-add, to one of a product's wide kernel: measured. */
  private static final double TAP_COST = 1.1;

  private static final int LANES = VectorMode.current().lanes();

  /** Whether a convolution is one of these, and faster so than on groups of pixels. */
  static boolean fits(Conv2d op) {
    int taps = op.rows().kernel();
    return VectorMode.current().hasManyRegisters()
        && op.groups() == 1
        && op.filters() == LANES
        && (taps == 3 || taps == 5)
        && op.rows().stride() == 1
        && op.rows().dilation() == 1
        && op.columns().dilation() == 1
        && (long) new Bands(op, 1, 1).paddedColumns() * op.channels() <= LINE
        && new SharedRows(op).cost() < PixelGroups.of(op).cost();
  }

  /** Time per output pixel, as {@link PixelGroups#cost} has it. */
  private double cost() {
    int rows = op.rows().output();
    double computed = (double) roundUp(rows) / rows;
    return computed * (TAP_COST * op.rows().kernel() * steps() + PixelGroups.STORE_COST);
  }

  /** Rows of y that are computed together. */
  int rows() {
    return op.rows().kernel() == 5 ? 10 : 8;
  }

  private int roundUp(int rows) {
    return Math.ceilDiv(rows, rows()) * rows();
  }

  /** Blocks of rows of one image. */
  Bands blocks() {
    int rows = roundUp(Math.ceilDiv(PIXELS, op.columns().output()));
    return new Bands(op, 1, Math.min(rows, op.rows().output()));
  }

  /** Elements of a block's rows of x. */
  int cellsLength(Bands blocks) {
    return (roundUp(blocks.outputRows()) + op.rows().kernel() - 1) * LINE;
  }

  /** Values in a row of x that an output pixel needs. */
  int steps() {
    return op.columns().kernel() * op.channels();
  }

  /** As many as there are weights. */
  @Override
  public int packedLength() {
    return Math.toIntExact(op.weights().elements());
  }

  /** To {@code [KW,C,KH,F]}. */
  @Override
  public void pack(float[] weights, float[] packed) {
    eachVector((at, to) -> System.arraycopy(weights, at, packed, to, LANES));
  }

  @Override
  public void unpack(float[] packed, float[] gradient) {
    eachVector((at, from) -> System.arraycopy(packed, from, gradient, at, LANES));
  }

  private interface VectorAction {
    void accept(int at, int packedAt);
  }

  private void eachVector(VectorAction action) {
    int packed = 0;
    for (int step = 0; step < steps(); step++) {
      for (int row = 0; row < op.rows().kernel(); row++, packed += LANES) {
        action.accept((row * steps() + step) * LANES, packed);
      }
    }
  }
}
