package dev.fovea.kernels.java;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.DataType;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.Precision;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Window;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strict sums hold their own products and nothing else: a NaN shows what else went in. */
class PrecisionTest {
  private static final int SIZE = 9;

  @ParameterizedTest
  @ValueSource(ints = {1, 6, 16, 40})
  void strictlyAnOutputDependsOnWhatItsFilterCovers(int filters) {
    var window = new Window(SIZE, 3, 1, 1, 1, 1);
    var op = Conv2d.of(1, window, window, 16, filters);
    var options = BackendOptions.defaults().withPrecision(Precision.STRICT_FLOAT32);
    var image = new float[SIZE * SIZE * 16];
    Arrays.fill(image, 1);
    image[(4 * SIZE + 4) * 16 + 5] = Float.NaN;
    var weights = new float[9 * 16 * filters];
    Arrays.fill(weights, 0.5f);
    try (var backend = Backends.open("java", options);
        var x = backend.floats(image);
        var w = backend.floats(weights);
        var y = backend.allocate(DataType.FLOAT32, op.output().elements())) {
      backend.conv2d(op, x, w, Epilogue.NONE, y);
      var values = backend.toFloats(y);
      for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
        boolean near = Math.abs(pixel / SIZE - 4) <= 1 && Math.abs(pixel % SIZE - 4) <= 1;
        for (int f = 0; f < filters; f++) {
          assertEquals(near, Float.isNaN(values[pixel * filters + f]), "pixel " + pixel);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 40})
  void preparedFiltersAreASnapshot(int filters) {
    var window = new Window(SIZE, 3, 1, 1, 1, 1);
    var op = Conv2d.of(1, window, window, 16, filters);
    var image = new float[SIZE * SIZE * 16];
    var weights = new float[9 * 16 * filters];
    for (int i = 0; i < image.length; i++) {
      image[i] = i % 7 - 3;
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i % 5 - 2;
    }
    try (var backend = Backends.open("java", BackendOptions.defaults());
        var x = backend.floats(image);
        var w = backend.floats(weights);
        var y = backend.allocate(DataType.FLOAT32, op.output().elements());
        var prepared = backend.prepare(op, w)) {
      backend.conv2d(op, x, w, Epilogue.NONE, y);
      var expected = backend.toFloats(y);
      backend.copyIn(MemorySegment.ofArray(new float[weights.length]), w, 0);
      backend.conv2d(op, x, w, Epilogue.NONE, y);
      assertFalse(Arrays.equals(expected, backend.toFloats(y)), "changed weights count");
      prepared.run(x, Epilogue.NONE, y);
      assertArrayEquals(expected, backend.toFloats(y), 1e-3f); // of sums around 100
    }
  }
}
