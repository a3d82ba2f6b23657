package dev.fovea.kernels.java.elementwise;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.backend.op.Binary;
import dev.fovea.kernels.java.simd.VectorRun;
import java.lang.foreign.MemorySegment;

/**
 * {@code y = f(a, b)} over whole vectors, sizes in bytes, see {@link VectorRun.Loop}; one method
 * each, too.
 */
final class VectorBinary {
  private VectorBinary() {}

  static void run(Binary.Kind kind, MemorySegment a, MemorySegment b, MemorySegment y, int bytes) {
    switch (kind) {
      case ADD -> add(a, b, y, bytes);
      case SUBTRACT -> subtract(a, b, y, bytes);
      case MULTIPLY -> multiply(a, b, y, bytes);
      case DIVIDE -> divide(a, b, y, bytes);
      case MAXIMUM -> maximum(a, b, y, bytes);
      case MINIMUM -> minimum(a, b, y, bytes);
    }
  }

  private static void add(MemorySegment a, MemorySegment b, MemorySegment y, int bytes) {
    var lefts = a.asSlice(0, bytes);
    var rights = b.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var left = load(lefts, i);
      var right = load(rights, i);
      store(left.add(right), to, i);
    }
  }

  private static void subtract(MemorySegment a, MemorySegment b, MemorySegment y, int bytes) {
    var lefts = a.asSlice(0, bytes);
    var rights = b.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var left = load(lefts, i);
      var right = load(rights, i);
      store(left.sub(right), to, i);
    }
  }

  private static void multiply(MemorySegment a, MemorySegment b, MemorySegment y, int bytes) {
    var lefts = a.asSlice(0, bytes);
    var rights = b.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var left = load(lefts, i);
      var right = load(rights, i);
      store(left.mul(right), to, i);
    }
  }

  private static void divide(MemorySegment a, MemorySegment b, MemorySegment y, int bytes) {
    var lefts = a.asSlice(0, bytes);
    var rights = b.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var left = load(lefts, i);
      var right = load(rights, i);
      store(left.div(right), to, i);
    }
  }

  private static void maximum(MemorySegment a, MemorySegment b, MemorySegment y, int bytes) {
    var lefts = a.asSlice(0, bytes);
    var rights = b.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var left = load(lefts, i);
      var right = load(rights, i);
      store(left.max(right), to, i);
    }
  }

  private static void minimum(MemorySegment a, MemorySegment b, MemorySegment y, int bytes) {
    var lefts = a.asSlice(0, bytes);
    var rights = b.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var left = load(lefts, i);
      var right = load(rights, i);
      store(left.min(right), to, i);
    }
  }
}
