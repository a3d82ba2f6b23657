package dev.fovea.bench.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Floats of an array with its axes in another order.
 *
 * @param values row by row
 * @param sizes of the axes, as the values lie
 * @param order axis i of the result is axis {@code order[i]} of the values
 */
@SuppressWarnings("ArrayRecordComponent") // made, written, forgotten
public record Permutation(MemorySegment values, int[] sizes, int[] order) {
  private static final int BUFFERED = 1 << 16;

  /** Axes as they are. */
  static Permutation none(MemorySegment values, int[] sizes) {
    return new Permutation(values, sizes, IntStream.range(0, sizes.length).toArray());
  }

  /** Sizes of the axes in their new order. */
  int[] resultSizes() {
    return Arrays.stream(order).map(axis -> sizes[axis]).toArray();
  }

  /** Bytes of all values. */
  long bytes() {
    long bytes = Float.BYTES;
    for (int size : sizes) {
      bytes *= size;
    }
    return bytes;
  }

  /** Writes them to a file, least byte first. */
  public void writeTo(Path file) throws IOException {
    try (var out = Files.newOutputStream(file)) {
      writeTo(out);
    }
  }

  /** Writes them, least byte first. */
  void writeTo(OutputStream out) throws IOException {
    var buffer = ByteBuffer.allocate(BUFFERED).order(ByteOrder.LITTLE_ENDIAN);
    write(out, buffer, 0, 0);
    flush(out, buffer);
  }

  private void write(OutputStream out, ByteBuffer buffer, int axis, long offset)
      throws IOException {
    long stride = stride(order[axis]);
    boolean last = axis == order.length - 1;
    for (int i = 0; i < sizes[order[axis]]; i++) {
      long at = offset + i * stride;
      if (!last) {
        write(out, buffer, axis + 1, at);
        continue;
      }
      if (!buffer.hasRemaining()) {
        flush(out, buffer);
      }
      buffer.putFloat(values.getAtIndex(ValueLayout.JAVA_FLOAT, at));
    }
  }

  private long stride(int axis) {
    long stride = 1;
    for (int inner = axis + 1; inner < sizes.length; inner++) {
      stride *= sizes[inner];
    }
    return stride;
  }

  private static void flush(OutputStream out, ByteBuffer buffer) throws IOException {
    out.write(buffer.array(), buffer.arrayOffset(), buffer.position());
    buffer.clear();
  }
}
