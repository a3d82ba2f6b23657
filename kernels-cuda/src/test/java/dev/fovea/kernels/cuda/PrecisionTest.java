package dev.fovea.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.DataType;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.Precision;
import dev.fovea.backend.op.Gemm;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Factors are rounded where that was asked for, and nowhere else. */
@NeedsEmulation
class PrecisionTest {
  private static final int SIZE = 64;

  /** {@code (1 + 2^-9)·1 and (1 + 2^-12)·1} summed: which of the small parts are left? */
  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 0x1p-9, 0x1p-12",
    "STRICT_FLOAT32, 0x1p-9, 0x1p-12",
    "TF32, 0x1p-9, 0",
    "BFLOAT16, 0, 0"
  })
  void roundsFactors(Precision precision, double ninth, double twelfth) {
    var options = BackendOptions.defaults().withPrecision(precision);
    var a = new float[SIZE * SIZE];
    for (int i = 0; i < a.length; i++) {
      a[i] = i % 2 == 0 ? 1 + 0x1p-9f : 1 + 0x1p-12f;
    }
    var ones = new float[SIZE * SIZE];
    Arrays.fill(ones, 1);
    try (var backend = NeedsEmulation.Emulation.open(options);
        var left = backend.floats(a);
        var right = backend.floats(ones);
        var y = backend.allocate(DataType.FLOAT32, (long) SIZE * SIZE)) {
      backend.gemm(Gemm.of(SIZE, SIZE, SIZE), left, right, Epilogue.NONE, y);
      assertEquals(SIZE / 2 * (2 + ninth + twelfth), backend.toFloats(y)[0]);
    }
  }
}
