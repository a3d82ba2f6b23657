package dev.fovea.kernels.java.elementwise;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.ORDER;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.backend.op.Unary;
import dev.fovea.kernels.java.simd.Lanes;
import dev.fovea.kernels.java.simd.VectorMath;
import dev.fovea.kernels.java.simd.VectorRun;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code y = f(x)} over whole vectors, sizes in bytes, see {@link VectorRun.Loop}. One method for
 * each function: a loop that chose inside would be recompiled whenever a new function comes.
 */
final class VectorUnary {
  private VectorUnary() {}

  /** Whether a function has so many operations that it is best run in blocks. */
  static boolean isLong(Unary.Kind kind) {
    return switch (kind) {
      case SIGMOID, TANH, EXP, LOG -> true;
      default -> false;
    };
  }

  static void run(Unary op, MemorySegment x, MemorySegment y, int bytes) {
    switch (op.kind()) {
      case RELU -> relu(x, y, bytes);
      case LEAKY_RELU -> leakyRelu(x, y, bytes, op.alpha());
      case SIGMOID -> sigmoid(x, y, bytes);
      case TANH -> tanh(x, y, bytes);
      case EXP -> exp(x, y, bytes);
      case LOG -> VectorLog.block(x, y, bytes);
      case SQRT -> sqrt(x, y, bytes);
      case SQUARE -> square(x, y, bytes);
      case ABS -> abs(x, y, bytes);
      case RECIPROCAL -> reciprocal(x, y, bytes);
      case AFFINE -> affine(x, y, bytes, op.alpha(), op.beta());
    }
  }

  private static void relu(MemorySegment x, MemorySegment y, int bytes) {
    var from = x.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(from, i);
      store(v.blend(0, v.compare(VectorOperators.LE, 0)), to, i);
    }
  }

  private static void leakyRelu(MemorySegment x, MemorySegment y, int bytes, float slope) {
    var from = x.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(from, i);
      store(v.blend(v.mul(slope), v.compare(VectorOperators.GT, 0).not()), to, i);
    }
  }

  private static void sigmoid(MemorySegment x, MemorySegment y, int bytes) {
    var from = x.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(from, i);
      VectorMath.sigmoid(v).intoMemorySegment(to, i, ORDER);
    }
  }

  private static void tanh(MemorySegment x, MemorySegment y, int bytes) {
    var from = x.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(from, i);
      VectorMath.tanh(v).intoMemorySegment(to, i, ORDER);
    }
  }

  private static void exp(MemorySegment x, MemorySegment y, int bytes) {
    var from = x.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(from, i);
      VectorMath.exp(v).intoMemorySegment(to, i, ORDER);
    }
  }

  private static void sqrt(MemorySegment x, MemorySegment y, int bytes) {
    var from = x.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(from, i);
      store(v.sqrt(), to, i);
    }
  }

  private static void square(MemorySegment x, MemorySegment y, int bytes) {
    var from = x.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(from, i);
      store(v.mul(v), to, i);
    }
  }

  private static void abs(MemorySegment x, MemorySegment y, int bytes) {
    var from = x.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(from, i);
      store(v.abs(), to, i);
    }
  }

  private static void reciprocal(MemorySegment x, MemorySegment y, int bytes) {
    var from = x.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(from, i);
      store(FloatVector.broadcast(Lanes.SPECIES, 1).div(v), to, i);
    }
  }

  static void affine(MemorySegment x, MemorySegment y, int bytes, float alpha, float beta) {
    var from = x.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(from, i);
      store(v.mul(alpha).add(beta), to, i);
    }
  }
}
