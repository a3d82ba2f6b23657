package dev.fovea.kernels.java.pooling;

import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.first;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A vector of channels at a time; the last channels, fewer than a vector, under a mask. Few
 * channels, as in a network's first layers, are one masked vector per cell.
 */
final class VectorPoolingLoops implements PoolingLoops {
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, Lanes.SPECIES.vectorShape());

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private static long bytes(long elements) {
    return elements * Float.BYTES;
  }

  /** Bytes from a cell to the one below. */
  private static long rowBytes(Cells window) {
    return bytes((long) window.width() * window.channels());
  }

  private static FloatVector read(MemorySegment memory, long at, int lanes) {
    return lanes == COUNT ? load(memory, at) : load(memory, at, first(lanes));
  }

  private static void write(FloatVector vector, MemorySegment memory, long at, int lanes) {
    if (lanes == COUNT) {
      store(vector, memory, at);
    } else {
      store(vector, memory, at, first(lanes));
    }
  }

  @Override
  public void maximum(
      Cells window, MemorySegment x, MemorySegment y, MemorySegment indices, long output) {
    int channels = window.channels();
    long at = bytes(window.first());
    for (int c = 0; c < channels; c += COUNT) {
      maximum(
          x,
          at + bytes(c),
          window.rows(),
          window.columns(),
          rowBytes(window),
          bytes(channels),
          window.position(),
          window.width(),
          y,
          indices,
          bytes(output + c),
          Math.min(COUNT, channels - c));
    }
  }

  private static void maximum(
      MemorySegment x,
      long at,
      int rows,
      int columns,
      long rowBytes,
      long columnBytes,
      int position,
      int width,
      MemorySegment y,
      MemorySegment indices,
      long yAt,
      int lanes) {
    var best = read(x, at, lanes);
    var index = IntVector.broadcast(INTS, position);
    for (int row = 0; row < rows; row++) {
      long cell = at + row * rowBytes;
      for (int column = 0; column < columns; column++) {
        var value = read(x, cell, lanes);
        var wins = beats(value, best);
        best = best.blend(value, wins);
        index = index.blend(position + row * width + column, wins.cast(INTS));
        cell += columnBytes;
      }
    }
    write(best, y, yAt, lanes);
    if (indices == null) {
      return;
    }
    if (lanes == COUNT) {
      index.intoMemorySegment(indices, yAt, ORDER);
    } else {
      index.intoMemorySegment(indices, yAt, ORDER, first(lanes).cast(INTS));
    }
  }

  /** Larger, or the first NaN. */
  static VectorMask<Float> beats(FloatVector value, FloatVector best) {
    var notLess = value.compare(VectorOperators.LE, best).not();
    return notLess.and(best.compare(VectorOperators.EQ, best));
  }

  @Override
  public void average(Cells window, int divisor, MemorySegment x, MemorySegment y, long output) {
    int channels = window.channels();
    long at = bytes(window.first());
    for (int c = 0; c < channels; c += COUNT) {
      average(
          x,
          at + bytes(c),
          window.rows(),
          window.columns(),
          rowBytes(window),
          bytes(channels),
          divisor,
          y,
          bytes(output + c),
          Math.min(COUNT, channels - c));
    }
  }

  /** Rows are summed one by one: one sum over a large window would lose digits. */
  private static void average(
      MemorySegment x,
      long at,
      int rows,
      int columns,
      long rowBytes,
      long columnBytes,
      int divisor,
      MemorySegment y,
      long yAt,
      int lanes) {
    var sum = FloatVector.zero(Lanes.SPECIES);
    for (int row = 0; row < rows; row++) {
      long cell = at + row * rowBytes;
      var rowSum = FloatVector.zero(Lanes.SPECIES);
      for (int column = 0; column < columns; column++) {
        rowSum = rowSum.add(read(x, cell, lanes));
        cell += columnBytes;
      }
      sum = sum.add(rowSum);
    }
    write(sum.div(divisor), y, yAt, lanes);
  }

  @Override
  public void maximumGradient(
      Cells window,
      MemorySegment dy,
      MemorySegment indices,
      long output,
      MemorySegment dx,
      boolean add) {
    int channels = window.channels();
    long at = bytes(window.first());
    for (int c = 0; c < channels; c += COUNT) {
      maximumGradient(
          dy,
          indices,
          bytes(output + c),
          window.position(),
          window.width(),
          window.rows(),
          window.columns(),
          rowBytes(window),
          bytes(channels),
          dx,
          at + bytes(c),
          add,
          Math.min(COUNT, channels - c));
    }
  }

  private static void maximumGradient(
      MemorySegment dy,
      MemorySegment indices,
      long yAt,
      int position,
      int width,
      int rows,
      int columns,
      long rowBytes,
      long columnBytes,
      MemorySegment dx,
      long at,
      boolean add,
      int lanes) {
    var gradient = read(dy, yAt, lanes);
    var winner = read(indices, yAt, lanes).reinterpretAsInts();
    for (int row = 0; row < rows; row++) {
      long cell = at + row * rowBytes;
      for (int column = 0; column < columns; column++) {
        var others = winner.compare(VectorOperators.NE, position + row * width + column);
        var share = gradient.blend(0, others.cast(Lanes.SPECIES));
        write(add ? read(dx, cell, lanes).add(share) : share, dx, cell, lanes);
        cell += columnBytes;
      }
    }
  }

  @Override
  public void averageGradient(
      Cells window, int divisor, MemorySegment dy, long output, MemorySegment dx, boolean add) {
    int channels = window.channels();
    long at = bytes(window.first());
    for (int c = 0; c < channels; c += COUNT) {
      averageGradient(
          dy,
          bytes(output + c),
          divisor,
          window.rows(),
          window.columns(),
          rowBytes(window),
          bytes(channels),
          dx,
          at + bytes(c),
          add,
          Math.min(COUNT, channels - c));
    }
  }

  private static void averageGradient(
      MemorySegment dy,
      long yAt,
      int divisor,
      int rows,
      int columns,
      long rowBytes,
      long columnBytes,
      MemorySegment dx,
      long at,
      boolean add,
      int lanes) {
    var share = read(dy, yAt, lanes).div(divisor);
    for (int row = 0; row < rows; row++) {
      long cell = at + row * rowBytes;
      for (int column = 0; column < columns; column++) {
        write(add ? read(dx, cell, lanes).add(share) : share, dx, cell, lanes);
        cell += columnBytes;
      }
    }
  }
}
