package dev.fovea.backend.reference;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.memory.HostBuffer;
import java.lang.foreign.MemorySegment;

/** Moves elements between buffers and arrays of doubles; storing rounds to the buffer's type. */
final class Values {
  private Values() {}

  /** The first {@code length} elements, widened. */
  static double[] read(Buffer buffer, long length) {
    var segment = HostBuffer.segment(buffer);
    var values = new double[Math.toIntExact(length)];
    if (buffer.type() == DataType.FLOAT64) {
      MemorySegment.copy(segment, JAVA_DOUBLE, 0, values, 0, values.length);
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = segment.getAtIndex(JAVA_FLOAT, i);
      }
    }
    return values;
  }

  /** The first {@code length} elements of an int32 buffer. */
  static int[] readInts(Buffer buffer, long length) {
    var values = new int[Math.toIntExact(length)];
    MemorySegment.copy(HostBuffer.segment(buffer), JAVA_INT, 0, values, 0, values.length);
    return values;
  }

  /** Stores all values, from the buffer's first element on. */
  static void write(double[] values, Buffer buffer) {
    for (int i = 0; i < values.length; i++) {
      set(buffer, i, values[i]);
    }
  }

  /** Stores all values of an int32 buffer, from its first element on. */
  static void writeInts(int[] values, Buffer buffer) {
    MemorySegment.copy(values, 0, HostBuffer.segment(buffer), JAVA_INT, 0, values.length);
  }

  /** One element, widened. */
  static double get(Buffer buffer, long index) {
    var segment = HostBuffer.segment(buffer);
    return buffer.type() == DataType.FLOAT64
        ? segment.getAtIndex(JAVA_DOUBLE, index)
        : segment.getAtIndex(JAVA_FLOAT, index);
  }

  /** Stores one element. */
  static void set(Buffer buffer, long index, double value) {
    var segment = HostBuffer.segment(buffer);
    if (buffer.type() == DataType.FLOAT64) {
      segment.setAtIndex(JAVA_DOUBLE, index, value);
    } else {
      segment.setAtIndex(JAVA_FLOAT, index, (float) value);
    }
  }
}
