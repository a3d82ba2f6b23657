package dev.fovea.backend.reference;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Conv2d.Padding;
import dev.fovea.backend.op.Window;

/**
 * The products {@code x[xi] · w[wi]} that a convolution adds up in {@code y[yi]}. The convolution
 * and its two gradients are sums over the same terms: each adds the product of two of the three
 * elements to the third.
 */
final class ConvolutionTerms {
  private ConvolutionTerms() {}

  /** What is done with the terms of one element of x, which differ in the filter only. */
  interface Terms {
    /**
     * For each {@code i < filters} one term, of the elements {@code xi}, {@code wi + i} and {@code
     * yi + i} of x {@code [N,H,W,C]}, w {@code [KH,KW,C/groups,F]} and y {@code [N,OH,OW,F]}.
     */
    void accept(int xi, int wi, int yi, int filters);
  }

  /** All terms: outputs in order, and for each of them kh, kw, c in order. */
  static void forEach(Conv2d op, Terms terms) {
    for (int n = 0; n < op.n(); n++) {
      for (int oh = 0; oh < op.rows().output(); oh++) {
        for (int ow = 0; ow < op.columns().output(); ow++) {
          forEachOfPixel(op, n, oh, ow, terms);
        }
      }
    }
  }

  private static void forEachOfPixel(Conv2d op, int n, int oh, int ow, Terms terms) {
    int filters = op.groupFilters();
    int channels = op.groupChannels();
    int y = ((n * op.rows().output() + oh) * op.columns().output() + ow) * op.filters();
    for (int kh = 0; kh < op.rows().kernel(); kh++) {
      int h = cell(op.rows(), oh, kh, op.padding());
      for (int kw = 0; kw < op.columns().kernel(); kw++) {
        int w = cell(op.columns(), ow, kw, op.padding());
        if (h < 0 || w < 0) {
          continue;
        }
        int x = ((n * op.rows().size() + h) * op.columns().size() + w) * op.channels();
        int tap = (kh * op.columns().kernel() + kw) * channels * op.filters();
        for (int group = 0; group < op.groups(); group++) {
          for (int c = 0; c < channels; c++) {
            int xi = x + group * channels + c;
            int wi = tap + c * op.filters() + group * filters;
            terms.accept(xi, wi, y + group * filters, filters);
          }
        }
      }
    }
  }

  /** The cell that a tap of a window reads, or -1 if it holds zero. */
  private static int cell(Window window, int output, int tap, Padding padding) {
    int cell = output * window.stride() - window.before() + tap * window.dilation();
    boolean inside = cell >= 0 && cell < window.size();
    return switch (padding) {
      case ZERO -> inside ? cell : -1;
      case EDGE -> Math.clamp(cell, 0, window.size() - 1);
    };
  }
}
