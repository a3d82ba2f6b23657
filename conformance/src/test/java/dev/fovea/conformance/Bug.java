package dev.fovea.conformance;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import java.lang.foreign.MemorySegment;
import java.util.function.UnaryOperator;

/** What a broken backend does wrong in one SPI method. */
interface Bug {
  /** Changes the arguments of a call, {@code arguments[0]} being the operation as a rule. */
  default Object[] arguments(Object[] arguments) {
    return arguments;
  }

  /** Changes what the call left in its result of this number. */
  default void result(Backend backend, int number, Buffer buffer, double[] before) {}

  /** A bug in one of a method's results, or in {@link InResult#ALL} of them. */
  record InResult(String name, int number, Fault fault) implements Bug {
    /** Makes wrong values of right ones. */
    interface Fault {
      double[] apply(double[] after, double[] before, boolean integers);
    }

    static final int ALL = -1;

    @Override
    public void result(Backend backend, int number, Buffer buffer, double[] before) {
      if (this.number == ALL || number == this.number) {
        boolean integers = buffer.type() == DataType.INT32;
        write(backend, buffer, fault.apply(read(backend, buffer), before, integers));
      }
    }

    @Override
    public String toString() {
      return name + " in result " + number;
    }
  }

  /** One element is off by a hundredth, or by one. */
  static Bug corrupt(int result) {
    return new InResult(
        "corrupt element",
        result,
        (after, before, integers) -> {
          // before the guard that the suite lays behind each result
          int last = lastChanged(after, before);
          after[last] = integers ? after[last] + 1 : after[last] * 1.01 + 1e-3;
          return after;
        });
  }

  /** The result is not written. */
  static Bug skip(int result) {
    return new InResult("skip", result, (after, before, integers) -> before);
  }

  /** Every value moves to the next place. */
  static Bug shift(int result) {
    return new InResult(
        "off by one",
        result,
        (after, before, integers) -> {
          int last = lastChanged(after, before);
          var shifted = after.clone();
          System.arraycopy(after, 0, shifted, 1, last);
          shifted[0] = after[last];
          return shifted;
        });
  }

  /** Every value has ten bits only, as TF32 has, or is one too large. */
  static Bug imprecise(int result) {
    return new InResult(
        "ten bits",
        result,
        (after, before, integers) ->
            each(
                after,
                value ->
                    integers
                        ? value + 1
                        : Float.intBitsToFloat(
                            (Float.floatToRawIntBits((float) (double) value) + 0x1000)
                                & 0xFFFFE000)));
  }

  /** Something is written behind the end. */
  static Bug overrun(int result) {
    return new InResult(
        "overrun",
        result,
        (after, before, integers) -> {
          after[after.length - 1] = 1;
          return after;
        });
  }

  /** NaN becomes zero. */
  static Bug losesNan(int result) {
    return new InResult(
        "NaN lost",
        result,
        (after, before, integers) -> each(after, value -> Double.isNaN(value) ? 0 : value));
  }

  /** Shifted, scaled, with holes: what an identity must notice. */
  static Bug garble() {
    return new InResult(
        "garbled",
        InResult.ALL,
        (after, before, integers) -> {
          var wrong = after.clone();
          for (int i = 0; i < after.length; i++) {
            double next = after[(i + 1) % after.length];
            wrong[i] = integers ? next : i % 10 == 0 && after.length > 1 ? 0 : 1.01 * next;
          }
          return wrong;
        });
  }

  private static double[] each(double[] values, UnaryOperator<Double> function) {
    var changed = values.clone();
    for (int i = 0; i < changed.length; i++) {
      changed[i] = function.apply(changed[i]);
    }
    return changed;
  }

  private static int lastChanged(double[] after, double[] before) {
    for (int i = after.length - 1; i > 0; i--) {
      if (Double.doubleToLongBits(after[i]) != Double.doubleToLongBits(before[i])) {
        return i;
      }
    }
    return 0;
  }

  /** All of a buffer, widened. */
  static double[] read(Backend backend, Buffer buffer) {
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

  private static void write(Backend backend, Buffer buffer, double[] values) {
    if (buffer.type() == DataType.INT32) {
      var ints = new int[values.length];
      for (int i = 0; i < ints.length; i++) {
        ints[i] = (int) values[i];
      }
      backend.copyIn(MemorySegment.ofArray(ints), buffer, 0);
    } else if (buffer.type() == DataType.FLOAT32) {
      var floats = new float[values.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) values[i];
      }
      backend.copyIn(MemorySegment.ofArray(floats), buffer, 0);
    } else {
      backend.copyIn(MemorySegment.ofArray(values), buffer, 0);
    }
  }
}
