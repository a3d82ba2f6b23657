package dev.fovea.kernels.java.conv;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Window;
import dev.fovea.kernels.java.gemm.KernelSet;

/**
 * The same convolution with {@code group} neighbouring output pixels taken as one with {@code
 * group} times the filters: the output's memory is the same, the filter row is wider by what the
 * further pixels read, and zero where a pixel doesn't read. LeNet's 6 filters fill 6 of 16 lanes; 4
 * pixels with 24 filters fill 24 of 32 for 40 taps instead of 25. The zeros multiply what the
 * neighbours read: a NaN or an infinity in the image reaches all pixels of its group.
 *
 * @param op the convolution
 * @param group pixels taken as one; divides a row of the output
 */
record PixelGroups(Conv2d op, int group) {
  /**
   * Time of a multiply-add on the narrow kernel, which waits for loads, to the wide one's:
   * measured.
   */
  private static final double NARROW_COST = 1.7;

  /** Time to store a vector, in multiply-adds of a vector. */
  static final double STORE_COST = 6;

  private static final KernelSet KERNELS = KernelSet.CURRENT;

  /** The fastest grouping, often of 1. */
  static PixelGroups of(Conv2d op) {
    var best = new PixelGroups(op, 1);
    if (op.groups() > 1 || op.columns().dilation() > 1) {
      return best;
    }
    int most = KERNELS.blocking().nr() / op.filters();
    for (int group = 2; group <= Math.min(most, op.columns().output()); group++) {
      var candidate = new PixelGroups(op, group);
      if (op.columns().output() % group == 0 && candidate.cost() < best.cost()) {
        best = candidate;
      }
    }
    return best;
  }

  /** Time per output pixel, in multiply-adds of a vector. */
  double cost() {
    int filters = group * op.filters();
    int narrow = KERNELS.narrow().columns();
    double taps = (double) op.rows().kernel() * kernelColumns() * op.channels();
    int vectors = filters <= narrow ? 1 : 2 * Math.ceilDiv(filters, 2 * narrow);
    return vectors * (taps * (filters <= narrow ? NARROW_COST : 1) + STORE_COST) / group;
  }

  private int kernelColumns() {
    return op.columns().kernel() + (group - 1) * op.columns().stride();
  }

  /** The convolution on groups of pixels. */
  Conv2d grouped() {
    var columns = op.columns();
    var wide =
        new Window(
            columns.size(),
            kernelColumns(),
            group * columns.stride(),
            columns.before(),
            columns.after(),
            1);
    return new Conv2d(
        op.n(), op.rows(), wide, op.channels(), group * op.filters(), 1, op.padding());
  }

  /** Spreads weights {@code [KH,KW,C,F]} to those of {@link #grouped()}. */
  void spread(float[] weights, float[] grouped, int length) {
    java.util.Arrays.fill(grouped, 0, length, 0);
    eachRow((from, to) -> System.arraycopy(weights, from, grouped, to, op.filters()));
  }

  /** Adds up the gradient of the weights of {@link #grouped()}: the reverse of spreading. */
  void gather(float[] grouped, float[] weights, int length) {
    java.util.Arrays.fill(weights, 0, length, 0);
    eachRow(
        (from, to) -> {
          for (int f = 0; f < op.filters(); f++) {
            weights[from + f] += grouped[to + f];
          }
        });
  }

  private interface RowPair {
    void accept(int position, int groupedPosition);
  }

  /** All rows of F weights, with each of the places that hold them. */
  private void eachRow(RowPair action) {
    int filters = op.filters();
    int kernel = op.columns().kernel();
    for (int row = 0; row < op.rows().kernel(); row++) {
      for (int column = 0; column < kernel; column++) {
        for (int channel = 0; channel < op.channels(); channel++) {
          int from = ((row * kernel + column) * op.channels() + channel) * filters;
          for (int pixel = 0; pixel < group; pixel++) {
            int wide = row * kernelColumns() + column + pixel * op.columns().stride();
            int tap = wide * op.channels() + channel;
            action.accept(from, (tap * group + pixel) * filters);
          }
        }
      }
    }
  }
}
