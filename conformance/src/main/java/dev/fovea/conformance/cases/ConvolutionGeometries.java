package dev.fovea.conformance.cases;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Window;
import java.util.ArrayList;
import java.util.List;

/** Convolutions to check, for the forward pass and both gradients. */
final class ConvolutionGeometries {
  private ConvolutionGeometries() {}

  /** Listed ones, without edge padding last. */
  static List<Conv2d> listed() {
    List<Conv2d> all = new ArrayList<>(zeroPadded());
    zeroPadded().stream()
        .filter(op -> op.rows().before() + op.rows().after() + op.columns().after() > 0)
        .forEach(op -> all.add(op.padding(Conv2d.Padding.EDGE)));
    all.add(square(1, 2, 2, 3, 4, 3, 1, 1).padding(Conv2d.Padding.EDGE));
    return all;
  }

  /** Those that a transposed convolution takes. */
  static List<Conv2d> zeroPadded() {
    List<Conv2d> all = new ArrayList<>();
    all.add(square(1, 1, 1, 1, 1, 0, 1, 1));
    // 1x1
    all.add(square(2, 7, 1, 3, 17, 0, 1, 1));
    all.add(square(1, 9, 1, 64, 65, 0, 1, 1));
    all.add(square(1, 9, 1, 17, 16, 0, 2, 1));
    all.add(square(1, 3, 1, 129, 3, 0, 1, 1));
    // 3x3 and 5x5 over awkward channels
    all.add(square(1, 8, 3, 16, 16, 1, 1, 1));
    all.add(square(2, 13, 3, 3, 63, 1, 1, 1));
    all.add(square(1, 6, 3, 65, 3, 1, 1, 1));
    all.add(square(3, 7, 3, 17, 33, 1, 2, 1));
    all.add(square(1, 5, 3, 1, 129, 1, 1, 1));
    all.add(square(2, 14, 5, 6, 16, 0, 1, 1));
    all.add(square(1, 23, 7, 3, 16, 3, 2, 1));
    // 3x3 with channels and filters enough for algorithms that work on tiles of the image
    all.add(square(2, 13, 3, 17, 35, 1, 1, 1));
    all.add(square(1, 30, 3, 64, 64, 1, 1, 1));
    all.add(square(1, 9, 3, 130, 48, 0, 1, 1));
    all.add(Conv2d.of(1, Window.of(1, 3).padding(1), Window.of(30, 3).padding(2, 0), 16, 33));
    // a row longer than any tile
    all.add(Conv2d.of(1, Window.of(3, 3).padding(1), Window.of(129, 3).padding(1), 3, 17));
    // the kernel is the input
    all.add(Conv2d.of(2, Window.of(6, 6), Window.of(5, 5), 7, 10));
    // rectangular, asymmetric
    all.add(Conv2d.of(1, Window.of(9, 3).padding(0, 1), Window.of(7, 2).padding(2, 0), 5, 6));
    all.add(
        Conv2d.of(
            2, Window.of(11, 2).padding(1, 2).stride(3), Window.of(6, 5).padding(4, 1), 4, 18));
    all.add(
        Conv2d.of(1, Window.of(10, 3).stride(2).same(), Window.of(7, 3).stride(2).same(), 3, 8));
    // one channel: filters that fill vectors and those that don't, rows left over, narrow images
    for (int filters : new int[] {1, 2, 3, 4, 5, 6, 7, 16, 17, 32}) {
      all.add(square(1, 17, 5, 1, filters, 2, 1, 1));
      all.add(square(3, 13, 3, 1, filters, 0, 1, 1));
    }
    all.add(square(3, 28, 5, 1, 6, 2, 1, 1));
    all.add(square(1, 33, 5, 1, 6, 4, 1, 1));
    all.add(square(2, 56, 3, 1, 6, 1, 1, 1));
    all.add(Conv2d.of(1, Window.of(14, 8).padding(4, 3), Window.of(20, 3), 1, 9));
    all.add(Conv2d.of(1, Window.of(14, 10).padding(5, 4), Window.of(20, 3), 1, 9));
    all.add(square(1, 4, 3, 1, 6, 4, 1, 1));
    all.add(square(2, 18, 3, 1, 6, 1, 2, 1));
    all.add(Conv2d.of(1, Window.of(23, 8).padding(1, 3), Window.of(19, 4).padding(5, 0), 1, 6));
    all.add(Conv2d.of(2, Window.of(22, 9), Window.of(15, 3).dilation(3).padding(4), 1, 5));
    all.add(Conv2d.of(1, Window.of(17, 6).padding(3), Window.of(9, 1), 1, 8));
    all.add(Conv2d.of(1, Window.of(16, 5).dilation(2), Window.of(16, 5), 1, 6));
    // one channel, rows longer than the kernel takes at once
    all.add(Conv2d.of(2, Window.of(12, 5).padding(2), Window.of(141, 5).padding(2), 1, 6));
    all.add(Conv2d.of(1, Window.of(8, 3).padding(1), Window.of(67, 3).padding(7, 1), 1, 17));
    // few channels: windows of one to two vectors, at any width; in one block and in bands
    all.add(square(7, 12, 5, 5, 9, 2, 1, 1));
    all.add(square(1, 15, 7, 3, 5, 3, 1, 1));
    all.add(square(1, 16, 3, 2, 33, 1, 1, 1));
    all.add(Conv2d.of(2, Window.of(9, 4).padding(0, 3), Window.of(12, 3).stride(2), 8, 6));
    all.add(Conv2d.of(3, Window.of(6, 3), Window.of(13, 3).stride(2), 8, 7));
    all.add(Conv2d.of(1, Window.of(40, 3).padding(1), Window.of(70, 3).padding(2, 1), 10, 17));
    all.add(Conv2d.of(1, Window.of(60, 2).padding(3), Window.of(33, 3).padding(1), 4, 6));
    // as many filters as a vector has lanes: rows left over, odd columns, rows in bands, too long
    all.add(square(3, 14, 5, 6, 16, 0, 1, 1));
    all.add(square(1, 23, 5, 2, 16, 2, 1, 1));
    all.add(square(2, 16, 3, 16, 16, 1, 1, 1));
    all.add(Conv2d.of(1, Window.of(50, 3).padding(1), Window.of(81, 3).stride(2), 5, 16));
    all.add(Conv2d.of(2, Window.of(4, 5).padding(3), Window.of(37, 2).stride(3), 3, 16));
    all.add(Conv2d.of(1, Window.of(26, 3).padding(2, 0), Window.of(1, 1), 9, 16));
    all.add(Conv2d.of(1, Window.of(10, 3), Window.of(27, 3).padding(10, 11), 27, 16));
    all.add(Conv2d.of(1, Window.of(10, 3), Window.of(28, 3).padding(10, 11), 27, 16));
    // cells that no window reads
    all.add(square(1, 8, 2, 3, 5, 0, 3, 1));
    all.add(square(1, 11, 3, 2, 16, 0, 4, 1));
    // windows wholly in the padding
    all.add(square(1, 3, 1, 2, 3, 2, 1, 1));
    all.add(square(1, 2, 3, 3, 4, 4, 1, 1));
    // dilation
    all.add(square(1, 9, 3, 4, 17, 2, 1, 2));
    all.add(square(2, 11, 3, 3, 8, 1, 2, 3));
    all.add(
        Conv2d.of(
            1,
            Window.of(9, 2).dilation(4).padding(1, 0),
            Window.of(8, 3).dilation(2).stride(2),
            5,
            3));
    // groups
    all.add(square(1, 7, 3, 8, 12, 1, 1, 1).groups(4));
    all.add(square(2, 6, 3, 34, 66, 1, 2, 1).groups(2));
    all.add(square(1, 5, 1, 48, 32, 0, 1, 1).groups(16));
    all.add(square(1, 8, 3, 6, 9, 2, 1, 2).groups(3));
    // depthwise, with multipliers
    all.add(square(2, 7, 3, 17, 17, 1, 1, 1).groups(17));
    all.add(square(1, 8, 3, 64, 64, 1, 2, 1).groups(64));
    all.add(square(1, 6, 3, 65, 65, 1, 1, 1).groups(65));
    all.add(square(1, 9, 5, 3, 6, 2, 1, 1).groups(3));
    all.add(square(1, 6, 3, 16, 48, 1, 1, 1).groups(16));
    all.add(square(1, 9, 3, 5, 5, 2, 1, 2).groups(5));
    all.add(Conv2d.of(1, Window.of(6, 2).padding(0, 1), Window.of(5, 3).stride(2), 8, 8).groups(8));
    return all;
  }

  private static Conv2d square(
      int n,
      int size,
      int kernel,
      int channels,
      int filters,
      int padding,
      int stride,
      int dilation) {
    var window = new Window(size, kernel, stride, padding, padding, dilation);
    return Conv2d.of(n, window, window, channels, filters);
  }

  static Conv2d random(Draw draw) {
    if (draw.chance(0.1)) {
      return randomOfOneChannel(draw);
    }
    if (draw.chance(0.05)) {
      return randomOfOneVector(draw);
    }
    int groups = draw.chance(0.3) ? draw.size(12) : 1;
    boolean depthwise = draw.chance(0.15);
    int channels = depthwise ? draw.size(65) : groups * draw.size(groups > 1 ? 6 : 80);
    int filters = depthwise ? channels * draw.size(2) : groups * draw.size(groups > 1 ? 6 : 80);
    var op =
        Conv2d.of(draw.size(2), window(draw), window(draw), channels, filters)
            .groups(depthwise ? channels : groups);
    return draw.chance(0.25) ? op.padding(Conv2d.Padding.EDGE) : op;
  }

  /** Larger images, and few filters. */
  private static Conv2d randomOfOneChannel(Draw draw) {
    int filters = draw.chance(0.5) ? draw.between(1, 8) : draw.size(33);
    var op = Conv2d.of(draw.size(3), window(draw, 40), window(draw, 60), 1, filters);
    return draw.chance(0.25) ? op.padding(Conv2d.Padding.EDGE) : op;
  }

  /** Larger images, and as many filters as a vector has lanes. */
  private static Conv2d randomOfOneVector(Draw draw) {
    int filters = draw.oneOf(4, 8, 16, 16);
    var op = Conv2d.of(draw.size(3), window(draw, 40), window(draw, 60), draw.size(20), filters);
    return draw.chance(0.25) ? op.padding(Conv2d.Padding.EDGE) : op;
  }

  private static Window window(Draw draw) {
    return window(draw, 14);
  }

  private static Window window(Draw draw, int largest) {
    int size = draw.size(largest);
    int kernel = draw.oneOf(1, 2, 3, 3, 3, 4, 5, 7);
    int dilation = draw.chance(0.2) ? draw.between(2, 3) : 1;
    int before = draw.chance(0.6) ? draw.between(0, 3) : 0;
    int after = draw.chance(0.3) ? draw.between(0, 3) : before;
    int span = dilation * (kernel - 1) + 1;
    // enough padding for one window at least
    after = Math.max(after, span - size - before);
    int stride = draw.oneOf(1, 1, 1, 2, 3);
    return new Window(size, kernel, stride, before, after, dilation);
  }
}
