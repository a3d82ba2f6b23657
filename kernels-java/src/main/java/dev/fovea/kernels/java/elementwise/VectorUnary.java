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
  /**
   * Bytes that a long function takes at once, in the nearest cache. C2 unrolls its loop by how many
   * steps it had before. After loops of millions it loads many vectors and then computes as many,
   * so that memory waits for arithmetic and arithmetic for memory (Zen 5, 134 MB: sigmoid 13 to 15
   * ms, in blocks 7.7 to 8.6; exp 12 to 14, 6.8 to 8.4; tanh 13 to 15, 9.1).
   */
  private static final int BLOCK = 256 * BYTES;

  private VectorUnary() {}

  private interface Loop {
    void run(MemorySegment x, MemorySegment y, int bytes);
  }

  private static void inBlocks(MemorySegment x, MemorySegment y, int bytes, Loop loop) {
    for (int at = 0; at < bytes; at += BLOCK) {
      int size = Math.min(BLOCK, bytes - at);
      loop.run(x.asSlice(at, size), y.asSlice(at, size), size);
    }
  }

  static void run(Unary op, MemorySegment x, MemorySegment y, int bytes) {
    switch (op.kind()) {
      case RELU -> relu(x, y, bytes);
      case LEAKY_RELU -> leakyRelu(x, y, bytes, op.alpha());
      case SIGMOID -> inBlocks(x, y, bytes, VectorUnary::sigmoid);
      case TANH -> inBlocks(x, y, bytes, VectorUnary::tanh);
      case EXP -> inBlocks(x, y, bytes, VectorUnary::exp);
      case LOG -> inBlocks(x, y, bytes, VectorLog::block);
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
