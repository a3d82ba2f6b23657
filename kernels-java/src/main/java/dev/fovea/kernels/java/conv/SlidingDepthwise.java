package dev.fovea.kernels.java.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Window;
import dev.fovea.kernels.java.simd.VectorMode;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Depthwise convolution by 3×3 filters at stride 1, or at stride 2 over even sizes, with zeros
 * around the image: the layers of MobileNet and its relatives. Whole rows are computed at once: two
 * of them, two vectors of channels side by side ({@link VectorPairedKernel}), or what is left over
 * or too narrow vector by vector ({@link VectorSlidingKernel}). Rows of padding are read from a row
 * of zeros.
 *
 * <p>Filters are packed as {@code [blocks,9,lanes]}, a block being one of the {@link
 * ChannelVectors}.
 */
final class SlidingDepthwise {
  static final int TAPS = 9;
  private static final int KERNEL = 3;
  private static final int LANES = VectorMode.current().lanes();

  private final int stride;
  private final ChannelVectors channels;

  /** Columns of an output. */
  private final int columns;

  private final Plane cells;
  private final Plane outputs;

  private SlidingDepthwise(Conv2d op) {
    stride = op.rows().stride();
    channels = ChannelVectors.of(op.channels());
    int pixelBytes = channels.pixelBytes();
    columns = op.columns().output();
    cells = new Plane(op.rows().size(), op.columns().size() * pixelBytes);
    outputs = new Plane(op.rows().output(), columns * pixelBytes);
  }

  /** The way for a depthwise convolution, or null where it isn't one of these. */
  static SlidingDepthwise of(Conv2d op) {
    boolean fits =
        VectorMode.current().isVector()
            && op.channels() >= LANES
            && op.padding() == Conv2d.Padding.ZERO
            && op.rows().stride() == op.columns().stride()
            && fits(op.rows())
            && fits(op.columns())
            && op.input().elements() / op.n() <= Integer.MAX_VALUE / Float.BYTES;
    return fits ? new SlidingDepthwise(op) : null;
  }

  private static boolean fits(Window axis) {
    return axis.kernel() == KERNEL
        && axis.dilation() == 1
        && axis.before() == 1
        && axis.stride() <= 2
        && axis.output() * axis.stride() == axis.size();
  }

  /** A row of pixels, or of zeros: where it begins in its memory. */
  record Row(MemorySegment memory, int at) {}

  /** The size of an image: rows, and the bytes of one. */
  private record Plane(int rows, int rowBytes) {
    long bytes() {
      return (long) rows * rowBytes;
    }
  }

  /** Rows of one image; those above the first and below the last are zeros. */
  private record Rows(MemorySegment memory, Plane plane, MemorySegment zeros) {
    static Rows ofImage(MemorySegment batch, long image, Plane plane, MemorySegment zeros) {
      return new Rows(batch.asSlice(image * plane.bytes(), plane.bytes()), plane, zeros);
    }

    Row row(int index) {
      return index < 0 || index >= plane.rows()
          ? new Row(zeros, 0)
          : new Row(memory, index * plane.rowBytes());
    }
  }

  /** Bytes of the row of zeros that the passes need. */
  long zeroBytes() {
    return cells.rowBytes();
  }

  /** Rows of dx that are computed together. */
  int gradientRows() {
    return stride;
  }

  /** Values of packed filters. */
  int packedLength() {
    return channels.count() * TAPS * LANES;
  }

  /** Packs filters, {@code [3,3,C]}; turned by half a turn for the gradient at stride 1. */
  void pack(MemorySegment w, boolean gradient, float[] packed) {
    for (int i = 0; i < packedLength() / LANES; i++) {
      int tap = gradient && stride == 1 ? TAPS - 1 - i % TAPS : i % TAPS;
      MemorySegment.copy(w, JAVA_FLOAT_UNALIGNED, offset(i / TAPS, tap), packed, i * LANES, LANES);
    }
  }

  /** Writes packed filters to {@code [3,3,C]}. */
  private void unpack(float[] packed, MemorySegment w) {
    for (int i = 0; i < packedLength() / LANES; i++) {
      long to = offset(i / TAPS, i % TAPS);
      MemorySegment.copy(packed, i * LANES, w, JAVA_FLOAT_UNALIGNED, to, LANES);
    }
  }

  private long offset(int block, int tap) {
    return (long) tap * channels.pixelBytes() + channels.offset(block);
  }

  /**
   * Rows of y.
   *
   * @param zeros a row of zeros
   * @param line first row, counted through the batch
   * @param count rows
   * @param target where the first goes, in bytes
   */
  void forward(
      MemorySegment x,
      float[] packed,
      MemorySegment zeros,
      long line,
      int count,
      MemorySegment y,
      long target) {
    for (int done = 0; done < count; ) {
      int row = (int) ((line + done) % outputs.rows());
      int rows = Math.min(count - done, outputs.rows() - row);
      var source = Rows.ofImage(x, (line + done) / outputs.rows(), cells, zeros);
      var slice = slice(y, target, done, outputs, rows);
      for (int i = 0; i < rows; ) {
        i += forward(source, row + i, packed, slice, i);
      }
      done += rows;
    }
  }

  /** One row or two of them; returns how many. */
  private int forward(Rows source, int row, float[] packed, Rows y, int i) {
    int first = row * stride - 1;
    var a = source.row(first);
    var b = source.row(first + 1);
    if (channels.paired() && i + 1 < y.plane().rows()) {
      forwardPair(a, b, source.row(first + 3), packed, y.row(i));
      return 2;
    }
    var c = source.row(first + 2);
    if (stride == 2) {
      VectorSlidingKernel.halvedRow(a, b, c, packed, y.row(i), columns, channels);
      return 1;
    }
    if (i + 1 == y.plane().rows()) {
      VectorSlidingKernel.oneRow(a, b, c, packed, y.row(i), columns, channels);
      return 1;
    }
    var d = source.row(first + 3);
    VectorSlidingKernel.twoRows(a, b, c, d, packed, y.row(i), y.row(i + 1), columns, channels);
    return 2;
  }

  /** Two rows of y; at stride 2 of the rows a and b, and three below, all of them in the image. */
  private void forwardPair(Row a, Row b, Row d, float[] packed, Row y) {
    if (stride == 2) {
      VectorPairedHalvedKernel.twoRows(a, b, packed, y, columns, channels.pixelBytes());
    } else {
      VectorPairedKernel.twoRows(a, b, d, packed, y, columns, channels.pixelBytes());
    }
  }

  /** Rows of dx, like {@link #forward}; their number a multiple of {@link #gradientRows}. */
  void inputGradient(
      MemorySegment dy,
      float[] packed,
      MemorySegment zeros,
      long line,
      int count,
      MemorySegment dx,
      long target) {
    if (stride == 1) {
      forward(dy, packed, zeros, line, count, dx, target);
      return;
    }
    for (int done = 0; done < count; done += 2) {
      int row = (int) ((line + done) % cells.rows()) / 2;
      var source = Rows.ofImage(dy, (line + done) / cells.rows(), outputs, zeros);
      var pair = slice(dx, target, done, cells, 2);
      VectorSlidingKernel.doubledRows(
          source.row(row),
          source.row(row + 1),
          packed,
          pair.row(0),
          pair.row(1),
          columns,
          channels);
    }
  }

  private static Rows slice(MemorySegment memory, long target, int done, Plane plane, int rows) {
    var part = new Plane(rows, plane.rowBytes());
    long at = target + (long) done * plane.rowBytes();
    return new Rows(memory.asSlice(at, part.bytes()), part, null);
  }

  /**
   * What rows of dy add to the weights' gradient.
   *
   * @param packed {@link #packedLength} sums, overwritten
   * @param zeros a row of zeros
   * @param line first row, counted through the batch
   * @param end the row after the last
   * @param dw where the sum goes
   */
  void weightGradient(
      MemorySegment x,
      MemorySegment dy,
      float[] packed,
      MemorySegment zeros,
      long line,
      long end,
      MemorySegment dw) {
    Arrays.fill(packed, 0, packedLength(), 0);
    while (line < end) {
      long image = line / outputs.rows();
      int row = (int) (line % outputs.rows());
      int last = (int) Math.min(outputs.rows(), row + end - line);
      var source = Rows.ofImage(x, image, cells, zeros);
      var gradient = Rows.ofImage(dy, image, outputs, zeros);
      line += last - row;
      while (row < last) {
        row += addRows(source, gradient, row, last, packed);
      }
    }
    unpack(packed, dw);
  }

  /** Takes one row or two of them; returns how many. */
  private int addRows(Rows source, Rows dy, int row, int last, float[] packed) {
    int first = row * stride - 1;
    var a = source.row(first);
    var b = source.row(first + 1);
    if (channels.paired() && row + 1 < last) {
      addPair(a, b, source.row(first + 3), dy.row(row), packed);
      return 2;
    }
    var c = source.row(first + 2);
    if (stride == 2) {
      VectorSlidingSums.halvedRow(a, b, c, dy.row(row), packed, columns, channels);
      return 1;
    }
    if (row + 1 == last) {
      VectorSlidingSums.oneRow(a, b, c, dy.row(row), packed, columns, channels);
      return 1;
    }
    var d = source.row(first + 3);
    VectorSlidingSums.twoRows(a, b, c, d, dy.row(row), dy.row(row + 1), packed, columns, channels);
    return 2;
  }

  private void addPair(Row a, Row b, Row d, Row dy, float[] packed) {
    if (stride == 2) {
      VectorPairedHalvedSums.twoRows(a, b, packed, dy, columns, channels.pixelBytes());
    } else {
      VectorPairedSums.twoRows(a, b, d, packed, dy, columns, channels.pixelBytes());
    }
  }
}
