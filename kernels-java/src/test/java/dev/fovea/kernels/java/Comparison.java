package dev.fovea.kernels.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.BackendProvider;
import dev.fovea.backend.Backends;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs the same work on the reference backend and on this one with one, two and three threads,
 * whose results must be the same bits.
 */
final class Comparison {
  /** Sizes at which vectors, blocks and tasks begin and end. */
  static final int[] AWKWARD = {1, 3, 16, 17, 63, 64, 65, 129};

  /** More than two tasks of element-wise work, and no multiple of anything. */
  static final int LARGE = 40_003;

  /** By seed: work asks for them once per backend, and drawing takes longer than most of it. */
  private static final Map<Long, float[]> NORMALS = new ConcurrentHashMap<>();

  /** Looking them up takes longer than most work. */
  private static final Map<String, BackendProvider> PROVIDERS =
      Backends.providers().stream()
          .collect(Collectors.toMap(BackendProvider::name, Function.identity()));

  private Comparison() {}

  private static Backend open(String name, int threads) {
    return Backends.checked(PROVIDERS.get(name).open(new BackendOptions(threads, Long.MAX_VALUE)));
  }

  /**
   * Results within {@code tolerance · (|expected| + scale)}; NaN and infinities must be the same.
   */
  static void assertAgree(
      String name, double tolerance, double scale, Function<Backend, float[]> work) {
    float[] expected;
    try (var reference = open("reference", 1)) {
      expected = work.apply(reference);
    }
    float[] actual = withThreads(1, work);
    assertClose(name, tolerance, scale, expected, actual);
    for (int threads = 2; threads <= 3; threads++) {
      assertSameBits(name + ", threads=" + threads, actual, withThreads(threads, work));
    }
  }

  /** What this backend gives. */
  static float[] withThreads(int threads, Function<Backend, float[]> work) {
    try (var backend = open("java", threads)) {
      return work.apply(backend);
    }
  }

  private static void assertClose(
      String name, double tolerance, double scale, float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length, name);
    for (int i = 0; i < expected.length; i++) {
      boolean close =
          Float.isFinite(expected[i])
              ? Math.abs((double) actual[i] - expected[i])
                  <= tolerance * (Math.abs(expected[i]) + scale)
              : Float.compare(expected[i], actual[i]) == 0;
      if (!close) {
        fail(name + ": element " + i + ": expected=" + expected[i] + ", actual=" + actual[i]);
      }
    }
  }

  static void assertSameBits(String name, float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length, name);
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(actual[i])) {
        fail(name + ": element " + i + ": expected=" + expected[i] + ", actual=" + actual[i]);
      }
    }
  }

  /** The first normal numbers from a seed. */
  static float[] normals(long seed, long length) {
    int wanted = Math.toIntExact(length);
    var drawn =
        NORMALS.compute(
            seed,
            (key, known) -> {
              int enough = known == null ? wanted : Math.max(wanted, 2 * known.length);
              return known != null && wanted <= known.length ? known : drawNormals(key, enough);
            });
    return Arrays.copyOf(drawn, wanted);
  }

  private static float[] drawNormals(long seed, int length) {
    var random = new Random(seed);
    var values = new float[length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Numbers in [low, high) from a seed. */
  static float[] uniforms(long seed, long length, double low, double high) {
    var random = new Random(seed);
    var values = new float[Math.toIntExact(length)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (low + (high - low) * random.nextDouble());
    }
    return values;
  }

  /** A float32 buffer whose content must not matter. */
  static Buffer garbage(Backend backend, long length) {
    var values = new float[Math.toIntExact(length)];
    Arrays.fill(values, Float.NaN);
    return backend.floats(values);
  }

  /** Several results as one. */
  static float[] join(Backend backend, Buffer... buffers) {
    long length = 0;
    for (var buffer : buffers) {
      length += buffer.length();
    }
    var joined = new float[Math.toIntExact(length)];
    int at = 0;
    for (var buffer : buffers) {
      if (buffer.type() == DataType.INT32) {
        for (int value : backend.toInts(buffer)) {
          joined[at++] = value;
        }
      } else {
        for (float value : backend.toFloats(buffer)) {
          joined[at++] = value;
        }
      }
    }
    return joined;
  }
}
