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

  /** What is done with one product's elements. */
  interface Term {
    /**
     * The positions in x {@code [N,H,W,C]}, w {@code [KH,KW,C/groups,F]}, y {@code [N,OH,OW,F]}.
     */
    void accept(int xi, int wi, int yi);
  }

  /** All terms: outputs in order, and for each of them kh, kw, c in order. */
  static void forEach(Conv2d op, Term term) {
    int yi = 0;
    for (int n = 0; n < op.n(); n++) {
      for (int oh = 0; oh < op.rows().output(); oh++) {
        for (int ow = 0; ow < op.columns().output(); ow++) {
          for (int f = 0; f < op.filters(); f++) {
            forEachOfOutput(op, n, oh, ow, f, yi++, term);
          }
        }
      }
    }
  }

  private static void forEachOfOutput(Conv2d op, int n, int oh, int ow, int f, int yi, Term term) {
    int firstChannel = f / op.groupFilters() * op.groupChannels();
    for (int kh = 0; kh < op.rows().kernel(); kh++) {
      int h = cell(op.rows(), oh, kh, op.padding());
      for (int kw = 0; kw < op.columns().kernel(); kw++) {
        int w = cell(op.columns(), ow, kw, op.padding());
        if (h < 0 || w < 0) {
          continue;
        }
        for (int c = 0; c < op.groupChannels(); c++) {
          int xi =
              ((n * op.rows().size() + h) * op.columns().size() + w) * op.channels()
                  + firstChannel
                  + c;
          int wi = ((kh * op.columns().kernel() + kw) * op.groupChannels() + c) * op.filters() + f;
          term.accept(xi, wi, yi);
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
