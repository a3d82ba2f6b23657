package dev.fovea.kernels.java.elementwise;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.backend.op.Binary;
import java.lang.foreign.MemorySegment;

/** {@code y = f(a, b)} over whole vectors, offsets and sizes in bytes; one method each, too. */
final class VectorBinary {
  private VectorBinary() {}

  static void run(
      Binary.Kind kind,
      MemorySegment a,
      long aAt,
      MemorySegment b,
      long bAt,
      MemorySegment y,
      long yAt,
      int bytes) {
    switch (kind) {
      case ADD -> add(a, aAt, b, bAt, y, yAt, bytes);
      case SUBTRACT -> subtract(a, aAt, b, bAt, y, yAt, bytes);
      case MULTIPLY -> multiply(a, aAt, b, bAt, y, yAt, bytes);
      case DIVIDE -> divide(a, aAt, b, bAt, y, yAt, bytes);
      case MAXIMUM -> maximum(a, aAt, b, bAt, y, yAt, bytes);
      case MINIMUM -> minimum(a, aAt, b, bAt, y, yAt, bytes);
    }
  }

  private static void add(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var left = load(a, aAt + i);
      var right = load(b, bAt + i);
      store(left.add(right), y, yAt + i);
    }
  }

  private static void subtract(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var left = load(a, aAt + i);
      var right = load(b, bAt + i);
      store(left.sub(right), y, yAt + i);
    }
  }

  private static void multiply(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var left = load(a, aAt + i);
      var right = load(b, bAt + i);
      store(left.mul(right), y, yAt + i);
    }
  }

  private static void divide(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var left = load(a, aAt + i);
      var right = load(b, bAt + i);
      store(left.div(right), y, yAt + i);
    }
  }

  private static void maximum(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var left = load(a, aAt + i);
      var right = load(b, bAt + i);
      store(left.max(right), y, yAt + i);
    }
  }

  private static void minimum(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt, int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var left = load(a, aAt + i);
      var right = load(b, bAt + i);
      store(left.min(right), y, yAt + i);
    }
  }
}
