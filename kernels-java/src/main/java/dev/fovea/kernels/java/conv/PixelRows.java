package dev.fovea.kernels.java.conv;

import dev.fovea.kernels.java.gemm.KernelSet;
import dev.fovea.kernels.java.gemm.Output;
import dev.fovea.kernels.java.memory.ArrayPool;
import java.util.function.Consumer;

/** Outputs of which a row is several pixels of a convolution's: its bias comes again for each. */
final class PixelRows {
  private PixelRows() {}

  /**
   * Hands on an output with such rows.
   *
   * @param output the convolution's
   * @param filters values of a pixel
   * @param length values of a row, at most
   * @param rowBytes from one row to the next
   * @param arrays memory for the bias, while the action runs
   */
  static void run(
      Output output,
      int filters,
      int length,
      long rowBytes,
      ArrayPool arrays,
      Consumer<Output> action) {
    if (output.bias() == null) {
      action.accept(output.with(null, rowBytes));
      return;
    }
    var bias = arrays.take(length + KernelSet.CURRENT.blocking().nr());
    repeat(output.bias(), filters, bias, length);
    action.accept(output.with(bias, rowBytes));
    arrays.giveBack(bias);
  }

  /** Fills a row with a pixel's values, again and again. */
  static void repeat(float[] pixel, int filters, float[] row, int length) {
    for (int i = 0; i < length; i += filters) {
      System.arraycopy(pixel, 0, row, i, Math.min(filters, length - i));
    }
  }
}
