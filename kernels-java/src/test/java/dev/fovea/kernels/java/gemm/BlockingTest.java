package dev.fovea.kernels.java.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.kernels.java.simd.VectorMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockingTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 128, 256, 512})
  void tableHasEveryWidth(int bits) {
    var blocking = Blocking.of(new VectorMode(bits, true, ""));
    assertTrue(bits == 0 || blocking.nr() == 2 * bits / Float.SIZE, blocking.toString());
  }

  @Test
  void tilesMustDivideBlocks() {
    var thrown =
        assertThrows(IllegalArgumentException.class, () -> new Blocking(10, 32, 125, 256, 4096, 3));
    assertEquals(
        "blocking: tiles must divide blocks: mr=10, nr=32, mc=125, kc=256, nc=4096",
        thrown.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Blocking(0, 32, 120, 256, 4096, 3));
    assertThrows(IllegalArgumentException.class, () -> new Blocking(10, 32, 120, 256, 4001, 3));
  }

  @Test
  void kernelsOfThisRunFitTheTable() {
    var set = KernelSet.CURRENT;
    assertEquals(set.blocking().mr(), set.strip().rows());
    assertEquals(set.blocking().nr(), set.wide().columns());
    assertTrue(set.maxRows() >= set.narrow().rows());
    assertEquals(set.strip().rows(), set.narrowStrip().rows());
  }
}
