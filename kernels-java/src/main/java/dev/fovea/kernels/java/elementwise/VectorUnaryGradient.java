package dev.fovea.kernels.java.elementwise;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.ORDER;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.backend.op.Unary;
import dev.fovea.kernels.java.simd.VectorMath;
import dev.fovea.kernels.java.simd.VectorRun;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code dx = f'(x) · dy} over whole vectors, sizes in bytes, see {@link VectorRun.Loop}. Each
 * function reads x or y, whichever gives its derivative, the one that is not rounded where both
 * would do: {@code 1 - y} has no digits left where a sigmoid saturates.
 */
final class VectorUnaryGradient {
  private VectorUnaryGradient() {}

  /** Whether the derivative is computed from the function's result. */
  static boolean readsResult(Unary.Kind kind) {
    return switch (kind) {
      case EXP, SQRT, RECIPROCAL -> true;
      default -> false;
    };
  }

  /** Whether a function has so many operations that it is best run in blocks. */
  static boolean isLong(Unary.Kind kind) {
    return kind == Unary.Kind.SIGMOID || kind == Unary.Kind.TANH;
  }

  /**
   * Runs the function's loop.
   *
   * @param v x or y, see {@link #readsResult}
   */
  static void run(Unary op, MemorySegment v, MemorySegment dy, MemorySegment dx, int bytes) {
    switch (op.kind()) {
      case RELU -> relu(v, dy, dx, bytes);
      case LEAKY_RELU -> leakyRelu(v, dy, dx, bytes, op.alpha());
      case SIGMOID -> sigmoid(v, dy, dx, bytes);
      case TANH -> tanh(v, dy, dx, bytes);
      case EXP -> exp(v, dy, dx, bytes);
      case LOG -> log(v, dy, dx, bytes);
      case SQRT -> sqrt(v, dy, dx, bytes);
      case SQUARE -> square(v, dy, dx, bytes);
      case ABS -> abs(v, dy, dx, bytes);
      case RECIPROCAL -> reciprocal(v, dy, dx, bytes);
      case AFFINE -> affine(dy, dx, bytes, op.alpha());
    }
  }

  private static void relu(MemorySegment x, MemorySegment dy, MemorySegment dx, int bytes) {
    var values = x.asSlice(0, bytes);
    var gradients = dy.asSlice(0, bytes);
    var to = dx.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(gradients, i);
      var v = load(values, i);
      store(gradient.blend(0, v.compare(VectorOperators.GT, 0).not()), to, i);
    }
  }

  private static void leakyRelu(
      MemorySegment x, MemorySegment dy, MemorySegment dx, int bytes, float slope) {
    var values = x.asSlice(0, bytes);
    var gradients = dy.asSlice(0, bytes);
    var to = dx.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(gradients, i);
      var v = load(values, i);
      store(gradient.blend(gradient.mul(slope), v.compare(VectorOperators.GT, 0).not()), to, i);
    }
  }

  private static void sigmoid(MemorySegment x, MemorySegment dy, MemorySegment dx, int bytes) {
    var values = x.asSlice(0, bytes);
    var gradients = dy.asSlice(0, bytes);
    var to = dx.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(gradients, i);
      var v = load(values, i);
      gradient.mul(VectorMath.sigmoidSlope(v)).intoMemorySegment(to, i, ORDER);
    }
  }

  private static void tanh(MemorySegment x, MemorySegment dy, MemorySegment dx, int bytes) {
    var values = x.asSlice(0, bytes);
    var gradients = dy.asSlice(0, bytes);
    var to = dx.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(gradients, i);
      var v = load(values, i);
      gradient.mul(VectorMath.tanhSlope(v)).intoMemorySegment(to, i, ORDER);
    }
  }

  private static void exp(MemorySegment x, MemorySegment dy, MemorySegment dx, int bytes) {
    var values = x.asSlice(0, bytes);
    var gradients = dy.asSlice(0, bytes);
    var to = dx.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(gradients, i);
      var v = load(values, i);
      store(gradient.mul(v), to, i);
    }
  }

  private static void log(MemorySegment x, MemorySegment dy, MemorySegment dx, int bytes) {
    var values = x.asSlice(0, bytes);
    var gradients = dy.asSlice(0, bytes);
    var to = dx.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(gradients, i);
      var v = load(values, i);
      store(gradient.div(v), to, i);
    }
  }

  private static void sqrt(MemorySegment x, MemorySegment dy, MemorySegment dx, int bytes) {
    var values = x.asSlice(0, bytes);
    var gradients = dy.asSlice(0, bytes);
    var to = dx.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(gradients, i);
      var v = load(values, i);
      store(gradient.div(v.add(v)), to, i);
    }
  }

  private static void square(MemorySegment x, MemorySegment dy, MemorySegment dx, int bytes) {
    var values = x.asSlice(0, bytes);
    var gradients = dy.asSlice(0, bytes);
    var to = dx.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(gradients, i);
      var v = load(values, i);
      store(gradient.mul(v.add(v)), to, i);
    }
  }

  private static void abs(MemorySegment x, MemorySegment dy, MemorySegment dx, int bytes) {
    var values = x.asSlice(0, bytes);
    var gradients = dy.asSlice(0, bytes);
    var to = dx.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(gradients, i);
      var v = load(values, i);
      store(gradient.mul(sign(v)), to, i);
    }
  }

  private static void reciprocal(MemorySegment x, MemorySegment dy, MemorySegment dx, int bytes) {
    var values = x.asSlice(0, bytes);
    var gradients = dy.asSlice(0, bytes);
    var to = dx.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(gradients, i);
      var v = load(values, i);
      store(gradient.mul(v).mul(v.neg()), to, i);
    }
  }

  private static void affine(MemorySegment dy, MemorySegment dx, int bytes, float alpha) {
    var gradients = dy.asSlice(0, bytes);
    var to = dx.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(gradients, i);
      store(gradient.mul(alpha), to, i);
    }
  }

  /** -1, 0 or 1; NaN stays. */
  private static FloatVector sign(FloatVector v) {
    return v.blend(1, v.compare(VectorOperators.GT, 0)).blend(-1, v.compare(VectorOperators.LT, 0));
  }
}
