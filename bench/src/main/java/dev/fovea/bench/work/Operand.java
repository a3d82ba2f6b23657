package dev.fovea.bench.work;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.Fill;

/**
 * One buffer of a call.
 *
 * @param type element type
 * @param length elements
 * @param low where its random values begin; int32 operands are not filled
 * @param high where they end
 */
public record Operand(DataType type, long length, float low, float high) {
  /** Float32 values in {@code [low, high)}. */
  public static Operand uniform(long length, float low, float high) {
    return new Operand(DataType.FLOAT32, length, low, high);
  }

  /** Float32 values in {@code [-1, 1)}. */
  public static Operand floats(long length) {
    return uniform(length, -1, 1);
  }

  /** Float32 values in {@code [0.5, 1.5)}: variances, arguments of a logarithm. */
  public static Operand positive(long length) {
    return uniform(length, 0.5f, 1.5f);
  }

  /** Int32 values that {@link Work#prepare} writes. */
  public static Operand ints(long length) {
    return new Operand(DataType.INT32, length, 0, 0);
  }

  /** Its size in memory. */
  public long bytes() {
    return length * type.bytes();
  }

  /** A buffer of it, filled with random values. */
  public Buffer allocate(Backend backend, long seed) {
    var buffer = backend.allocate(type, length);
    if (type == DataType.FLOAT32) {
      backend.fill(Fill.uniform(length, low, high), RandomState.of(seed), buffer);
    }
    return buffer;
  }
}
