package dev.fovea.kernels.java.elementwise;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.backend.op.Unary;
import dev.fovea.kernels.java.simd.VectorMath;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code dx = f'(x) · dy} over whole vectors, offsets and sizes in bytes. Each function reads x or
 * y, whichever gives its derivative, the one that is not rounded where both would do: {@code 1 - y}
 * has no digits left where a sigmoid saturates.
 */
final class VectorUnaryGradient {
  /** Stores after long functions are the Vector API's own: past its budget C2 inlines no others. */
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private VectorUnaryGradient() {}

  /** Whether the derivative is computed from the function's result. */
  static boolean readsResult(Unary.Kind kind) {
    return switch (kind) {
      case EXP, SQRT, RECIPROCAL -> true;
      default -> false;
    };
  }

  /**
   * Runs the function's loop.
   *
   * @param v x or y, see {@link #readsResult}
   */
  static void run(
      Unary op,
      MemorySegment v,
      long vAt,
      MemorySegment dy,
      long dyAt,
      MemorySegment dx,
      long dxAt,
      int bytes) {
    switch (op.kind()) {
      case RELU -> relu(v, vAt, dy, dyAt, dx, dxAt, bytes);
      case LEAKY_RELU -> leakyRelu(v, vAt, dy, dyAt, dx, dxAt, bytes, op.alpha());
      case SIGMOID -> sigmoid(v, vAt, dy, dyAt, dx, dxAt, bytes);
      case TANH -> tanh(v, vAt, dy, dyAt, dx, dxAt, bytes);
      case EXP -> exp(v, vAt, dy, dyAt, dx, dxAt, bytes);
      case LOG -> log(v, vAt, dy, dyAt, dx, dxAt, bytes);
      case SQRT -> sqrt(v, vAt, dy, dyAt, dx, dxAt, bytes);
      case SQUARE -> square(v, vAt, dy, dyAt, dx, dxAt, bytes);
      case ABS -> abs(v, vAt, dy, dyAt, dx, dxAt, bytes);
      case RECIPROCAL -> reciprocal(v, vAt, dy, dyAt, dx, dxAt, bytes);
      case AFFINE -> affine(dy, dyAt, dx, dxAt, bytes, op.alpha());
    }
  }

  private static void relu(
      MemorySegment memory,
      long at,
      MemorySegment dy,
      long dyAt,
      MemorySegment dx,
      long dxAt,
      int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(dy, dyAt + i);
      var v = load(memory, at + i);
      store(gradient.blend(0, v.compare(VectorOperators.GT, 0).not()), dx, dxAt + i);
    }
  }

  private static void leakyRelu(
      MemorySegment memory,
      long at,
      MemorySegment dy,
      long dyAt,
      MemorySegment dx,
      long dxAt,
      int bytes,
      float slope) {
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(dy, dyAt + i);
      var v = load(memory, at + i);
      store(
          gradient.blend(gradient.mul(slope), v.compare(VectorOperators.GT, 0).not()),
          dx,
          dxAt + i);
    }
  }

  private static void sigmoid(
      MemorySegment memory,
      long at,
      MemorySegment dy,
      long dyAt,
      MemorySegment dx,
      long dxAt,
      int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(dy, dyAt + i);
      var v = load(memory, at + i);
      gradient.mul(VectorMath.sigmoidSlope(v)).intoMemorySegment(dx, dxAt + i, ORDER);
    }
  }

  private static void tanh(
      MemorySegment memory,
      long at,
      MemorySegment dy,
      long dyAt,
      MemorySegment dx,
      long dxAt,
      int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(dy, dyAt + i);
      var v = load(memory, at + i);
      gradient.mul(VectorMath.tanhSlope(v)).intoMemorySegment(dx, dxAt + i, ORDER);
    }
  }

  private static void exp(
      MemorySegment memory,
      long at,
      MemorySegment dy,
      long dyAt,
      MemorySegment dx,
      long dxAt,
      int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(dy, dyAt + i);
      var v = load(memory, at + i);
      store(gradient.mul(v), dx, dxAt + i);
    }
  }

  private static void log(
      MemorySegment memory,
      long at,
      MemorySegment dy,
      long dyAt,
      MemorySegment dx,
      long dxAt,
      int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(dy, dyAt + i);
      var v = load(memory, at + i);
      store(gradient.div(v), dx, dxAt + i);
    }
  }

  private static void sqrt(
      MemorySegment memory,
      long at,
      MemorySegment dy,
      long dyAt,
      MemorySegment dx,
      long dxAt,
      int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(dy, dyAt + i);
      var v = load(memory, at + i);
      store(gradient.div(v.add(v)), dx, dxAt + i);
    }
  }

  private static void square(
      MemorySegment memory,
      long at,
      MemorySegment dy,
      long dyAt,
      MemorySegment dx,
      long dxAt,
      int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(dy, dyAt + i);
      var v = load(memory, at + i);
      store(gradient.mul(v.add(v)), dx, dxAt + i);
    }
  }

  private static void abs(
      MemorySegment memory,
      long at,
      MemorySegment dy,
      long dyAt,
      MemorySegment dx,
      long dxAt,
      int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(dy, dyAt + i);
      var v = load(memory, at + i);
      store(gradient.mul(sign(v)), dx, dxAt + i);
    }
  }

  private static void reciprocal(
      MemorySegment memory,
      long at,
      MemorySegment dy,
      long dyAt,
      MemorySegment dx,
      long dxAt,
      int bytes) {
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(dy, dyAt + i);
      var v = load(memory, at + i);
      store(gradient.mul(v).mul(v.neg()), dx, dxAt + i);
    }
  }

  private static void affine(
      MemorySegment dy, long dyAt, MemorySegment dx, long dxAt, int bytes, float alpha) {
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(dy, dyAt + i);
      store(gradient.mul(alpha), dx, dxAt + i);
    }
  }

  /** -1, 0 or 1; NaN stays. */
  private static FloatVector sign(FloatVector v) {
    return v.blend(1, v.compare(VectorOperators.GT, 0)).blend(-1, v.compare(VectorOperators.LT, 0));
  }
}
