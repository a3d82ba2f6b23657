package dev.fovea.kernels.java.elementwise;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.backend.op.Unary;
import dev.fovea.kernels.java.simd.Lanes;
import dev.fovea.kernels.java.simd.VectorMath;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code y = f(x)} over whole vectors, offsets and sizes in bytes. One method for each function: a
 * loop that chose inside would be recompiled whenever a new function comes.
 */
final class VectorUnary {
  private VectorUnary() {}

  static void run(Unary op, MemorySegment x, long xAt, MemorySegment y, long yAt, int bytes) {
    switch (op.kind()) {
      case RELU -> relu(x, xAt, y, yAt, bytes);
      case LEAKY_RELU -> leakyRelu(x, xAt, y, yAt, bytes, op.alpha());
      case SIGMOID -> sigmoid(x, xAt, y, yAt, bytes);
      case TANH -> tanh(x, xAt, y, yAt, bytes);
      case EXP -> exp(x, xAt, y, yAt, bytes);
      case LOG -> log(x, xAt, y, yAt, bytes);
      case SQRT -> sqrt(x, xAt, y, yAt, bytes);
      case SQUARE -> square(x, xAt, y, yAt, bytes);
      case ABS -> abs(x, xAt, y, yAt, bytes);
      case RECIPROCAL -> reciprocal(x, xAt, y, yAt, bytes);
      case AFFINE -> affine(x, xAt, y, yAt, bytes, op.alpha(), op.beta());
    }
  }

  private static void relu(MemorySegment x, long xAt, MemorySegment y, long yAt, int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(x, xAt + i);
      store(v.blend(0, v.compare(VectorOperators.LE, 0)), y, yAt + i);
    }
  }

  private static void leakyRelu(
      MemorySegment x, long xAt, MemorySegment y, long yAt, int bytes, float slope) {
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(x, xAt + i);
      store(v.blend(v.mul(slope), v.compare(VectorOperators.GT, 0).not()), y, yAt + i);
    }
  }

  private static void sigmoid(MemorySegment x, long xAt, MemorySegment y, long yAt, int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(x, xAt + i);
      store(VectorMath.sigmoid(v), y, yAt + i);
    }
  }

  private static void tanh(MemorySegment x, long xAt, MemorySegment y, long yAt, int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(x, xAt + i);
      store(VectorMath.tanh(v), y, yAt + i);
    }
  }

  private static void exp(MemorySegment x, long xAt, MemorySegment y, long yAt, int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(x, xAt + i);
      store(VectorMath.exp(v), y, yAt + i);
    }
  }

  private static void log(MemorySegment x, long xAt, MemorySegment y, long yAt, int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(x, xAt + i);
      store(VectorMath.log(v), y, yAt + i);
    }
  }

  private static void sqrt(MemorySegment x, long xAt, MemorySegment y, long yAt, int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(x, xAt + i);
      store(v.sqrt(), y, yAt + i);
    }
  }

  private static void square(MemorySegment x, long xAt, MemorySegment y, long yAt, int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(x, xAt + i);
      store(v.mul(v), y, yAt + i);
    }
  }

  private static void abs(MemorySegment x, long xAt, MemorySegment y, long yAt, int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(x, xAt + i);
      store(v.abs(), y, yAt + i);
    }
  }

  private static void reciprocal(MemorySegment x, long xAt, MemorySegment y, long yAt, int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(x, xAt + i);
      store(FloatVector.broadcast(Lanes.SPECIES, 1).div(v), y, yAt + i);
    }
  }

  static void affine(
      MemorySegment x, long xAt, MemorySegment y, long yAt, int bytes, float alpha, float beta) {
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(x, xAt + i);
      store(v.mul(alpha).add(beta), y, yAt + i);
    }
  }
}
