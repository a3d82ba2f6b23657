package dev.fovea.kernels.java.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every value finds its place, and what lies beyond a step's vector keeps what it holds. */
class TransposerTest {
  private static final int FROM = 5;
  private static final int TO = 3;

  static Stream<Transposer> transposers() {
    return Stream.of(KernelSet.CURRENT.transposer(), new ScalarTransposer());
  }

  @ParameterizedTest
  @MethodSource("transposers")
  void transposes(Transposer transposer) {
    for (int rows : new int[] {1, 3, 4, 7, 8, 13, 14, 15, 16}) {
      for (int steps : new int[] {1, 3, 15, 16, 17, 33, 300}) {
        check(transposer, rows, steps, steps + 7, 16);
        check(transposer, rows, steps, steps, 35);
      }
    }
  }

  private static void check(Transposer transposer, int rows, int steps, int stride, int step) {
    var source = new float[FROM + (rows - 1) * stride + steps];
    for (int i = 0; i < source.length; i++) {
      source[i] = i;
    }
    var target = new float[TO + steps * step];
    Arrays.fill(target, -1);
    transposer.transpose(source, FROM, stride, rows, steps, target, TO, step);
    for (int k = 0; k < steps; k++) {
      for (int i = 0; i < step; i++) {
        if (i < rows || i >= Transposer.ROWS) {
          float expected = i < rows ? FROM + i * stride + k : -1;
          assertEquals(expected, target[TO + k * step + i]);
        }
      }
    }
  }
}
