package dev.fovea.kernels.java.conv;

import static dev.fovea.kernels.java.conv.RepeatedPixels.LINE;
import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.conv.RepeatedPixels.Strip;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Writes rows of an image with their padding, each pixel repeated F times, as {@link
 * RepeatedPixels} reads them: a vector at a time, by shuffling the pixels that it holds. For LeNet
 * that takes half the time of storing a broadcast vector for each pixel, and a tenth of storing
 * value by value. Padding is a pixel too, of a row of zeros or of the image's edge.
 */
final class VectorPixelRepeater {
  private final Conv2d op;
  private final int width;
  private final int filters;

  /** For a vector of cells the pixels that its lanes repeat, counted from that of its first. */
  private final VectorShuffle<Float>[] patterns;

  /**
   * A repeater for the rows of a convolution.
   *
   * @param phases vectors after which the pattern of pixels comes again
   */
  @SuppressWarnings({"unchecked", "rawtypes"})
  VectorPixelRepeater(Conv2d op, int phases) {
    this.op = op;
    width = op.columns().size();
    filters = op.filters();
    patterns = new VectorShuffle[phases];
    Arrays.setAll(patterns, v -> VectorShuffle.fromOp(SPECIES, i -> pixel(v, i) - pixel(v, 0)));
  }

  private int pixel(int vector, int lane) {
    return (vector * COUNT + lane) / filters;
  }

  /**
   * The rows that a block reads.
   *
   * @param values rows of the image, then one of zeros
   * @param zeros where that lies
   * @param above rows of padding above the image
   * @param inside rows in the image, from the values' first on
   * @param below rows of padding below the image
   */
  record Rows(float[] values, int zeros, int above, int inside, int below) {}

  /** Floats of a block's rows, of one of zeros and of the vector that may be read beyond. */
  int valuesLength(Bands blocks) {
    return (blocks.bandRows() + 1) * width + COUNT;
  }

  /** Reads the rows of a block, which is of one image. */
  Rows read(MemorySegment x, Bands.Band block, float[] values) {
    int size = op.rows().size();
    int begin = block.row() - op.rows().before();
    int count = block.rows() + op.rows().kernel() - 1;
    int first = Math.clamp(begin, 0, size - 1);
    int last = Math.clamp(begin + count - 1, 0, size - 1);
    int zeros = (last + 1 - first) * width;
    long at = ((long) block.image() * size + first) * width * Float.BYTES;
    MemorySegment.copy(x, JAVA_FLOAT_UNALIGNED, at, values, 0, zeros);
    Arrays.fill(values, zeros, zeros + width, 0);
    int above = Math.clamp(-begin, 0, count);
    int below = Math.clamp(begin + count - size, 0, count);
    return new Rows(values, zeros, above, count - above - below, below);
  }

  /** Repeats the pixels under a strip; rows of cells lie {@link RepeatedPixels#LINE} apart. */
  void repeat(Rows rows, Strip strip, float[] cells) {
    boolean edge = op.padding() == Conv2d.Padding.EDGE;
    int inside = rows.above() * LINE;
    int below = inside + rows.inside() * LINE;
    repeat(rows, edge ? 0 : rows.zeros(), 0, rows.above(), strip, cells, 0);
    repeat(rows, 0, width, rows.inside(), strip, cells, inside);
    repeat(rows, edge ? rows.zeros() - width : rows.zeros(), 0, rows.below(), strip, cells, below);
  }

  /** Rows that lie {@code stride} apart: 0 for one that is padding for several. */
  private void repeat(
      Rows rows, int source, int stride, int count, Strip strip, float[] cells, int to) {
    int pixels = strip.values() / filters + op.columns().span() - 1;
    int left = Math.clamp(op.columns().before() - strip.begin(), 0, pixels);
    int first = Math.max(0, strip.begin() - op.columns().before());
    int inside = Math.clamp(width - first, 0, pixels - left);
    int right = left + inside;
    pad(rows, source, stride, count, cells, to, left);
    int vectors = Math.ceilDiv(inside * filters, COUNT);
    for (int v = 0; v < vectors; v++) {
      int from = source + first + pixel(v, 0);
      int target = to + left * filters + v * COUNT;
      shuffle(rows.values(), from, stride, count, patterns[v % patterns.length], cells, target);
    }
    int target = to + right * filters;
    pad(rows, source + width - 1, stride, count, cells, target, pixels - right);
  }

  private static void shuffle(
      float[] values,
      int from,
      int stride,
      int count,
      VectorShuffle<Float> pattern,
      float[] cells,
      int to) {
    for (int row = 0; row < count; row++) {
      var pixels = FloatVector.fromArray(SPECIES, values, from + row * stride);
      pixels.rearrange(pattern).intoArray(cells, to + row * LINE);
    }
  }

  /** Repeats one pixel of each row, or zero; the last vector may reach beyond. */
  private void pad(Rows rows, int edge, int stride, int count, float[] cells, int to, int pixels) {
    boolean zero = op.padding() == Conv2d.Padding.ZERO;
    for (int done = 0; done < pixels * filters; done += COUNT) {
      broadcast(
          rows.values(), zero ? rows.zeros() : edge, zero ? 0 : stride, count, cells, to + done);
    }
  }

  private static void broadcast(
      float[] values, int from, int stride, int count, float[] cells, int to) {
    for (int row = 0; row < count; row++) {
      var pixel = FloatVector.broadcast(SPECIES, values[from + row * stride]);
      pixel.intoArray(cells, to + row * LINE);
    }
  }
}
