package dev.fovea.kernels.java.conv;

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

  /** Rows of y or dy that a kernel takes at a time, at most. */
  private static final int MOST_ROWS = 2;

  private final int stride;

  /** Whether rows are best read before kernels take them, by the passes that write rows, */
  private final boolean far;

  /** and by the one that adds them up. */
  private final boolean sumsFar;

  private final ChannelVectors channels;
  private final SlidingKernels kernels;

  private final Plane cells;
  private final Plane outputs;

  private SlidingDepthwise(Conv2d op) {
    stride = op.rows().stride();
    channels = ChannelVectors.of(op.channels());
    int pixelBytes = channels.pixelBytes();
    int columns = op.columns().output();
    long bytes = (op.input().elements() + op.output().elements()) * Float.BYTES;
    far = bytes > ReadAhead.FAR_BYTES;
    sumsFar = bytes > ReadAhead.FAR_BYTES_OF_SUMS;
    kernels = new SlidingKernels(stride, columns, channels);
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
  record Plane(int rows, int rowBytes) {
    long bytes() {
      return (long) rows * rowBytes;
    }
  }

  /** Rows of one image; those above the first and below the last are zeros. */
  record Rows(MemorySegment memory, Plane plane, MemorySegment zeros) {
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

  /** Rows of y that are computed together, also with an epilogue. */
  int forwardRows() {
    return channels.paired() && outputs.rows() % 2 == 0 ? 2 : 1;
  }

  /** Rows of dx that are computed together. */
  int gradientRows() {
    return stride == 1 ? forwardRows() : stride;
  }

  /** Values of packed filters. */
  int packedLength() {
    return channels.count() * TAPS * LANES;
  }

  /** Packs filters, {@code [3,3,C]}; turned by half a turn for the gradient at stride 1. */
  void pack(MemorySegment w, boolean gradient, float[] packed) {
    VectorTapPacker.pack(w, gradient && stride == 1, packed, channels);
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
      var ahead = new ReadAhead(source, row * stride - 1, far);
      for (int i = 0; i < rows; ) {
        ahead.to((row + i + MOST_ROWS) * stride + 1);
        i += kernels.forward(source, row + i, packed, slice, i);
      }
      done += rows;
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
      kernels.doubled(source, row, packed, pair);
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
      var cellsAhead = new ReadAhead(source, row * stride - 1, sumsFar);
      var gradientAhead = new ReadAhead(gradient, row, sumsFar);
      while (row < last) {
        cellsAhead.to((row + MOST_ROWS) * stride + 1);
        gradientAhead.to(row + MOST_ROWS);
        row += kernels.add(source, gradient, row, last, packed);
      }
    }
    VectorTapPacker.unpack(packed, dw, channels);
  }
}
