package dev.fovea.backend;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Operation;
import java.lang.foreign.MemorySegment;

/**
 * One open device: memory, and the operations of seven families. Operations take effect in call
 * order; a backend may run them asynchronously, copying out waits and reports what failed. A
 * backend is used by one thread at a time and runs its kernels on threads of its own.
 *
 * <p>Tensors are dense and row-major; images are {@code [N,H,W,C]}, convolution weights {@code
 * [KH,KW,Cin/groups,Cout]}. Unless an operation says otherwise, its output may not overlap an
 * input. Implementations need not check operands: {@link Backends} wraps them in a check.
 */
public interface Backend
    extends ContractionOps,
        PoolingOps,
        NormalizationOps,
        ElementwiseOps,
        ReductionOps,
        ShapeOps,
        FillOps,
        AutoCloseable {

  /** The name it was found by. */
  String name();

  /** Threads that its kernels use together; 1 for a device of its own. */
  int threads();

  /** How it computes sums of products: as it was told, or more exactly. */
  default Precision precision() {
    return Precision.FLOAT32;
  }

  /** Whether it takes the operation on elements of this type. Ask before the call. */
  boolean supports(Operation operation, DataType type);

  /**
   * Takes memory from the pool; its content is undefined.
   *
   * @throws OutOfMemoryException if the limit or the machine refuses
   */
  Buffer allocate(DataType type, long length);

  /**
   * Prepares filters {@code [KH,KW,C/groups,F]} that won't change for many calls of a convolution:
   * for inference. The result holds a copy of them until it is closed.
   */
  default PreparedConv2d prepare(Conv2d op, Buffer w) {
    return new CopiedConv2d(this, op, w);
  }

  /** Copies all of {@code source} to {@code target}, from element {@code offset} on. */
  void copyIn(MemorySegment source, Buffer target, long offset);

  /** Waits for the operations before it, then fills {@code target} from {@code offset} on. */
  void copyOut(Buffer source, long offset, MemorySegment target);

  /**
   * Runs calls that are expected to be those that ran with an equal key before: a training step, an
   * inference. Override only to launch them faster the next time; what they compute must not depend
   * on it, and calls that differ, say in a learning rate, take effect as they are.
   *
   * @param key equal for what is alike, such as steps of one batch size
   */
  default void repeat(Object key, Runnable calls) {
    calls.run();
  }

  /** Waits for all operations and reports what failed. */
  void synchronize();

  /** What its buffers hold now. */
  MemoryStats memory();

  /** Gives cached memory back to the machine. */
  void trim();

  /** Closes the device; its buffers are gone. */
  @Override
  void close();

  /** A new float32 buffer with these values. */
  default Buffer floats(float... values) {
    return filled(DataType.FLOAT32, values.length, MemorySegment.ofArray(values));
  }

  /** A new int32 buffer with these values. */
  default Buffer ints(int... values) {
    return filled(DataType.INT32, values.length, MemorySegment.ofArray(values));
  }

  /** A new float64 buffer with these values; for the reference backend. */
  default Buffer doubles(double... values) {
    return filled(DataType.FLOAT64, values.length, MemorySegment.ofArray(values));
  }

  private Buffer filled(DataType type, long length, MemorySegment values) {
    var buffer = allocate(type, length);
    try {
      copyIn(values, buffer, 0);
      return buffer;
    } catch (RuntimeException e) {
      buffer.close();
      throw e;
    }
  }

  /** A copy of a float32 buffer. */
  default float[] toFloats(Buffer buffer) {
    requireType("toFloats", buffer, DataType.FLOAT32);
    var values = new float[Math.toIntExact(buffer.length())];
    copyOut(buffer, 0, MemorySegment.ofArray(values));
    return values;
  }

  /** A copy of an int32 buffer. */
  default int[] toInts(Buffer buffer) {
    requireType("toInts", buffer, DataType.INT32);
    var values = new int[Math.toIntExact(buffer.length())];
    copyOut(buffer, 0, MemorySegment.ofArray(values));
    return values;
  }

  private static void requireType(String operation, Buffer buffer, DataType type) {
    ShapeException.require(
        buffer.type() == type,
        "%s: wrong type: buffer=%s, expected=%s",
        operation,
        buffer.type(),
        type);
  }

  /** A copy of a float32 or float64 buffer, widened. */
  default double[] toDoubles(Buffer buffer) {
    if (buffer.type() == DataType.FLOAT64) {
      var values = new double[Math.toIntExact(buffer.length())];
      copyOut(buffer, 0, MemorySegment.ofArray(values));
      return values;
    }
    var floats = toFloats(buffer);
    var values = new double[floats.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = floats[i];
    }
    return values;
  }
}
