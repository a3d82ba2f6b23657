package dev.fovea.bench.peers;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * An argument of a oneDNN primitive.
 *
 * @param argument its number, {@code DNNL_ARG_SRC} say
 * @param dims sizes in oneDNN's order
 * @param strides distances in Fovea's layout, in oneDNN's order
 * @param values Fovea's values; empty for what the primitive writes
 */
record Tensor(int argument, long[] dims, long[] strides, Optional<MemorySegment> values) {
  /** What the primitive reads. */
  static Tensor input(int argument, long[] dims, long[] strides, MemorySegment values) {
    return new Tensor(argument, dims, strides, Optional.of(values));
  }

  /** What the primitive writes. */
  static Tensor output(int argument, long[] dims, long[] strides) {
    return new Tensor(argument, dims, strides, Optional.empty());
  }

  /** One value per channel, row or feature. */
  static Tensor vector(int argument, MemorySegment values) {
    return input(argument, new long[] {values.byteSize() / 4}, new long[] {1}, values);
  }

  /** The same, written. */
  static Tensor vector(int argument, long length) {
    return output(argument, new long[] {length}, new long[] {1});
  }

  /** {@code [rows,columns]}, read, or written where the values are null. */
  static Tensor matrix(int argument, long rows, long columns, MemorySegment values) {
    return new Tensor(
        argument, new long[] {rows, columns}, new long[] {columns, 1}, Optional.ofNullable(values));
  }

  /** Fovea's layout. */
  dnnl_memory_desc plain() {
    return Dnnl.strided(dims, strides);
  }

  /** Elements. */
  long elements() {
    long product = 1;
    for (long size : dims) {
      product *= size;
    }
    return product;
  }
}
