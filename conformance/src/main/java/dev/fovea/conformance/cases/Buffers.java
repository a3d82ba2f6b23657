package dev.fovea.conformance.cases;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The operands of one call as buffers of one backend. */
public final class Buffers implements AutoCloseable {
  /** Elements behind each result that must stay as they are: an odd number, to break alignment. */
  private static final int GUARD = 19;

  private static final int GUARD_VALUE = -271828;

  private final Backend backend;
  private final Map<String, Buffer> buffers = new LinkedHashMap<>();
  private final Map<String, Integer> lengths = new LinkedHashMap<>();

  private Buffers(Backend backend) {
    this.backend = backend;
  }

  /** Copies operands to a backend, floats as {@code floats}. */
  public static Buffers of(Backend backend, List<Operand> operands, DataType floats) {
    var result = new Buffers(backend);
    try {
      operands.forEach(operand -> result.add(operand, floats));
      return result;
    } catch (RuntimeException e) {
      result.close();
      throw e;
    }
  }

  private void add(Operand operand, DataType floats) {
    var type = operand.type() == DataType.INT32 ? DataType.INT32 : floats;
    int length = operand.values().length;
    int guard = operand.isResult() ? GUARD : 0;
    var buffer = backend.allocate(type, length + guard);
    buffers.put(operand.name(), buffer);
    lengths.put(operand.name(), length);
    backend.copyIn(content(operand.values(), guard, type), buffer, 0);
  }

  private static MemorySegment content(double[] values, int guard, DataType type) {
    int length = values.length;
    switch (type) {
      case INT32 -> {
        var content = new int[length + guard];
        for (int i = 0; i < content.length; i++) {
          content[i] = i < length ? (int) values[i] : GUARD_VALUE;
        }
        return MemorySegment.ofArray(content);
      }
      case FLOAT32 -> {
        var content = new float[length + guard];
        for (int i = 0; i < content.length; i++) {
          content[i] = i < length ? (float) values[i] : GUARD_VALUE;
        }
        return MemorySegment.ofArray(content);
      }
      case FLOAT64 -> {
        var content = new double[length + guard];
        for (int i = 0; i < content.length; i++) {
          content[i] = i < length ? values[i] : GUARD_VALUE;
        }
        return MemorySegment.ofArray(content);
      }
      default -> throw new IllegalArgumentException("no operands of type " + type);
    }
  }

  /** The buffer of an operand. */
  public Buffer get(String name) {
    var buffer = buffers.get(name);
    if (buffer == null) {
      throw new IllegalArgumentException("no operand " + name + " among " + buffers.keySet());
    }
    return buffer;
  }

  /** The buffer of an operand, or null if the case has none of that name. */
  public Buffer optional(String name) {
    return buffers.get(name);
  }

  /** What an operand holds now. */
  public double[] read(String name) {
    return Arrays.copyOf(readAll(name), lengths.get(name));
  }

  /** Whether nothing was written behind a result. */
  public boolean guardHolds(String name) {
    var all = readAll(name);
    for (int i = lengths.get(name); i < all.length; i++) {
      if (all[i] != GUARD_VALUE) {
        return false;
      }
    }
    return true;
  }

  private double[] readAll(String name) {
    var buffer = get(name);
    if (buffer.type() != DataType.INT32) {
      return backend.toDoubles(buffer);
    }
    var ints = backend.toInts(buffer);
    var values = new double[ints.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = ints[i];
    }
    return values;
  }

  @Override
  public void close() {
    buffers.values().forEach(Buffer::close);
  }
}
