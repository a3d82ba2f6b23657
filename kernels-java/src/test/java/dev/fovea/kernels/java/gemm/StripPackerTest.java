package dev.fovea.kernels.java.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every value finds its place, and rows that are not given keep what they hold. */
class StripPackerTest {
  private static final int FROM = 5;
  private static final int TO = 3;

  static Stream<StripPacker> packers() {
    return Stream.of(KernelSet.CURRENT.packer(), new ScalarStripPacker());
  }

  @ParameterizedTest
  @MethodSource("packers")
  void transposes(StripPacker packer) {
    for (int rows : new int[] {1, 3, Strips.HEIGHT - 1, Strips.HEIGHT}) {
      for (int steps : new int[] {1, 3, 15, 16, 17, 33, 300}) {
        check(packer, rows, steps, steps + 7);
      }
    }
  }

  private static void check(StripPacker packer, int rows, int steps, int stride) {
    var source = new float[FROM + rows * stride];
    for (int i = 0; i < source.length; i++) {
      source[i] = i;
    }
    var target = new float[TO + steps * Strips.STEP];
    Arrays.fill(target, -1);
    packer.pack(source, FROM, stride, rows, steps, target, TO);
    for (int k = 0; k < steps; k++) {
      for (int i = 0; i < Strips.HEIGHT; i++) {
        float expected = i < rows ? FROM + i * stride + k : -1;
        assertEquals(expected, target[TO + k * Strips.STEP + i]);
      }
    }
  }
}
