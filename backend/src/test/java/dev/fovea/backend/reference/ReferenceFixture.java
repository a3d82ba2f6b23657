package dev.fovea.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Opens the reference backend for hand-computed examples, which run on both of its types. Buffers
 * are closed after the test; outputs start as NaN, so that what is not written shows.
 */
@ParameterizedClass
@EnumSource(names = {"FLOAT32", "FLOAT64"})
abstract class ReferenceFixture {
  static final double NAN = Double.NaN;

  @Parameter DataType type;
  Backend backend;
  private final List<Buffer> buffers = new ArrayList<>();

  @BeforeEach
  void open() {
    backend = Backends.open("reference", BackendOptions.defaults());
  }

  @AfterEach
  void close() {
    buffers.forEach(Buffer::close);
    assertEquals(0, backend.memory().live());
    backend.close();
  }

  /** A buffer of the type under test. */
  Buffer of(double... values) {
    if (type == DataType.FLOAT64) {
      return track(backend.doubles(values));
    }
    var floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return track(backend.floats(floats));
  }

  /** {@code first, first + 1, …} */
  Buffer counting(double first, int length) {
    var values = new double[length];
    Arrays.setAll(values, i -> first + i);
    return of(values);
  }

  Buffer ints(int... values) {
    return track(backend.ints(values));
  }

  /** A buffer for a result. */
  Buffer output(int length) {
    var values = new double[length];
    Arrays.fill(values, NAN);
    return of(values);
  }

  private Buffer track(Buffer buffer) {
    buffers.add(buffer);
    return buffer;
  }

  /** Equal up to one rounding to the type, of values of order 1. */
  void assertValues(Buffer actual, double... expected) {
    assertEquals(type, actual.type());
    double tolerance = type == DataType.FLOAT64 ? 1e-14 : 2e-7;
    var values = backend.toDoubles(actual);
    assertEquals(expected.length, values.length);
    for (int i = 0; i < expected.length; i++) {
      if (Double.isFinite(expected[i])) {
        double bound = tolerance * (1 + Math.abs(expected[i]));
        assertEquals(expected[i], values[i], bound, "element " + i);
      } else {
        assertEquals(expected[i], values[i], "element " + i);
      }
    }
  }

  void assertInts(Buffer actual, int... expected) {
    assertArrayEquals(expected, backend.toInts(actual));
  }
}
