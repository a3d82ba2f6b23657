package dev.fovea.kernels.java.pooling;

import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.ORDER;
import static dev.fovea.kernels.java.simd.Lanes.first;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.simd.FirstMaximum;
import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A vector of channels at a time; the last channels, fewer than a vector, under a mask. Whole and
 * masked vectors have loops of their own: where a branch chooses between two loads, C2 puts the
 * vector that comes out on the heap (measured: a hundred times slower). Blends are asked of vectors
 * that were just read: of one that goes round the loop C2 may not see the class, and calls it.
 */
final class VectorPoolingLoops implements PoolingLoops {
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, Lanes.SPECIES.vectorShape());

  private static long bytes(long elements) {
    return elements * Float.BYTES;
  }

  /** Bytes from a cell to the one below. */
  private static long rowBytes(Cells window) {
    return bytes((long) window.width() * window.channels());
  }

  @Override
  public void maximum(
      Cells window, MemorySegment x, MemorySegment y, MemorySegment indices, long output) {
    int whole = window.channels() - window.channels() % COUNT;
    for (int c = 0; c < whole; c += COUNT) {
      long at = bytes(window.first() + c);
      long to = bytes(output + c);
      if (indices == null) {
        store(maximum(x, at, window), y, to);
      } else {
        store(maximum(x, at, window, indices, to), y, to);
      }
    }
    if (whole < window.channels()) {
      var mask = first(window.channels() - whole);
      maximum(x, bytes(window.first() + whole), window, mask, y, indices, bytes(output + whole));
    }
  }

  private static FloatVector maximum(MemorySegment x, long at, Cells window) {
    var best = load(x, at);
    for (int row = 0; row < window.rows(); row++) {
      long cell = at + row * rowBytes(window);
      for (int column = 0; column < window.columns(); column++) {
        var value = load(x, cell);
        best = value.blend(best, FirstMaximum.loses(value, best));
        cell += bytes(window.channels());
      }
    }
    return best;
  }

  private static FloatVector maximum(
      MemorySegment x, long at, Cells window, MemorySegment indices, long to) {
    var best = load(x, at);
    var index = IntVector.broadcast(INTS, window.position());
    for (int row = 0; row < window.rows(); row++) {
      long cell = at + row * rowBytes(window);
      for (int column = 0; column < window.columns(); column++) {
        var value = load(x, cell);
        var loses = FirstMaximum.loses(value, best);
        best = value.blend(best, loses);
        int position = window.position() + row * window.width() + column;
        index = IntVector.broadcast(INTS, position).blend(index, loses.cast(INTS));
        cell += bytes(window.channels());
      }
    }
    index.intoMemorySegment(indices, to, ORDER);
    return best;
  }

  private static void maximum(
      MemorySegment x,
      long at,
      Cells window,
      VectorMask<Float> mask,
      MemorySegment y,
      MemorySegment indices,
      long to) {
    var best = load(x, at, mask);
    var index = IntVector.broadcast(INTS, window.position());
    for (int row = 0; row < window.rows(); row++) {
      long cell = at + row * rowBytes(window);
      for (int column = 0; column < window.columns(); column++) {
        var value = load(x, cell, mask);
        var loses = FirstMaximum.loses(value, best);
        best = value.blend(best, loses);
        int position = window.position() + row * window.width() + column;
        index = IntVector.broadcast(INTS, position).blend(index, loses.cast(INTS));
        cell += bytes(window.channels());
      }
    }
    store(best, y, to, mask);
    if (indices != null) {
      index.intoMemorySegment(indices, to, ORDER, mask.cast(INTS));
    }
  }

  @Override
  public void average(Cells window, int divisor, MemorySegment x, MemorySegment y, long output) {
    int whole = window.channels() - window.channels() % COUNT;
    for (int c = 0; c < whole; c += COUNT) {
      store(sum(x, bytes(window.first() + c), window).div(divisor), y, bytes(output + c));
    }
    if (whole < window.channels()) {
      var mask = first(window.channels() - whole);
      var sum = sum(x, bytes(window.first() + whole), window, mask);
      store(sum.div(divisor), y, bytes(output + whole), mask);
    }
  }

  /** Rows are summed one by one: one sum over a large window would lose digits. */
  private static FloatVector sum(MemorySegment x, long at, Cells window) {
    var sum = FloatVector.zero(Lanes.SPECIES);
    for (int row = 0; row < window.rows(); row++) {
      long cell = at + row * rowBytes(window);
      var rowSum = FloatVector.zero(Lanes.SPECIES);
      for (int column = 0; column < window.columns(); column++) {
        rowSum = rowSum.add(load(x, cell));
        cell += bytes(window.channels());
      }
      sum = sum.add(rowSum);
    }
    return sum;
  }

  private static FloatVector sum(MemorySegment x, long at, Cells window, VectorMask<Float> mask) {
    var sum = FloatVector.zero(Lanes.SPECIES);
    for (int row = 0; row < window.rows(); row++) {
      long cell = at + row * rowBytes(window);
      var rowSum = FloatVector.zero(Lanes.SPECIES);
      for (int column = 0; column < window.columns(); column++) {
        rowSum = rowSum.add(load(x, cell, mask));
        cell += bytes(window.channels());
      }
      sum = sum.add(rowSum);
    }
    return sum;
  }

  @Override
  public void maximumGradient(
      Cells window,
      MemorySegment dy,
      MemorySegment indices,
      long output,
      MemorySegment dx,
      boolean add) {
    int whole = window.channels() - window.channels() % COUNT;
    for (int c = 0; c < whole; c += COUNT) {
      var gradient = load(dy, bytes(output + c));
      var winner = load(indices, bytes(output + c)).reinterpretAsInts();
      long at = bytes(window.first() + c);
      if (add) {
        addMaximum(gradient, winner, window, dx, at);
      } else {
        writeMaximum(gradient, winner, window, dx, at);
      }
    }
    if (whole < window.channels()) {
      var mask = first(window.channels() - whole);
      var gradient = load(dy, bytes(output + whole), mask);
      var winner = load(indices, bytes(output + whole), mask).reinterpretAsInts();
      maximumGradient(gradient, winner, window, mask, dx, bytes(window.first() + whole), add);
    }
  }

  private static void addMaximum(
      FloatVector gradient, IntVector winner, Cells window, MemorySegment dx, long at) {
    for (int row = 0; row < window.rows(); row++) {
      long cell = at + row * rowBytes(window);
      for (int column = 0; column < window.columns(); column++) {
        int position = window.position() + row * window.width() + column;
        store(load(dx, cell).add(share(gradient, winner, position)), dx, cell);
        cell += bytes(window.channels());
      }
    }
  }

  private static void writeMaximum(
      FloatVector gradient, IntVector winner, Cells window, MemorySegment dx, long at) {
    for (int row = 0; row < window.rows(); row++) {
      long cell = at + row * rowBytes(window);
      for (int column = 0; column < window.columns(); column++) {
        int position = window.position() + row * window.width() + column;
        store(share(gradient, winner, position), dx, cell);
        cell += bytes(window.channels());
      }
    }
  }

  private static void maximumGradient(
      FloatVector gradient,
      IntVector winner,
      Cells window,
      VectorMask<Float> mask,
      MemorySegment dx,
      long at,
      boolean add) {
    for (int row = 0; row < window.rows(); row++) {
      long cell = at + row * rowBytes(window);
      for (int column = 0; column < window.columns(); column++) {
        int position = window.position() + row * window.width() + column;
        var share = share(gradient, winner, position);
        if (add) {
          store(load(dx, cell, mask).add(share), dx, cell, mask);
        } else {
          store(share, dx, cell, mask);
        }
        cell += bytes(window.channels());
      }
    }
  }

  /** The gradient of the channels whose maximum was at this position. */
  private static FloatVector share(FloatVector gradient, IntVector winner, int position) {
    var others = winner.compare(VectorOperators.NE, position);
    return gradient.blend(0, others.cast(Lanes.SPECIES));
  }

  @Override
  public void averageGradient(
      Cells window, int divisor, MemorySegment dy, long output, MemorySegment dx, boolean add) {
    int whole = window.channels() - window.channels() % COUNT;
    for (int c = 0; c < whole; c += COUNT) {
      var share = load(dy, bytes(output + c)).div(divisor);
      if (add) {
        addShare(share, window, dx, bytes(window.first() + c));
      } else {
        writeShare(share, window, dx, bytes(window.first() + c));
      }
    }
    if (whole < window.channels()) {
      var mask = first(window.channels() - whole);
      var share = load(dy, bytes(output + whole), mask).div(divisor);
      averageGradient(share, window, mask, dx, bytes(window.first() + whole), add);
    }
  }

  private static void addShare(FloatVector share, Cells window, MemorySegment dx, long at) {
    for (int row = 0; row < window.rows(); row++) {
      long cell = at + row * rowBytes(window);
      for (int column = 0; column < window.columns(); column++) {
        store(load(dx, cell).add(share), dx, cell);
        cell += bytes(window.channels());
      }
    }
  }

  private static void writeShare(FloatVector share, Cells window, MemorySegment dx, long at) {
    for (int row = 0; row < window.rows(); row++) {
      long cell = at + row * rowBytes(window);
      for (int column = 0; column < window.columns(); column++) {
        store(share, dx, cell);
        cell += bytes(window.channels());
      }
    }
  }

  private static void averageGradient(
      FloatVector share,
      Cells window,
      VectorMask<Float> mask,
      MemorySegment dx,
      long at,
      boolean add) {
    for (int row = 0; row < window.rows(); row++) {
      long cell = at + row * rowBytes(window);
      for (int column = 0; column < window.columns(); column++) {
        if (add) {
          store(load(dx, cell, mask).add(share), dx, cell, mask);
        } else {
          store(share, dx, cell, mask);
        }
        cell += bytes(window.channels());
      }
    }
  }
}
