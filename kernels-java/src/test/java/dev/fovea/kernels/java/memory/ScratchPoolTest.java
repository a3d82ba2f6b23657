package dev.fovea.kernels.java.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScratchPoolTest {
  private static final long LARGE = 1 << 20;

  private final ScratchPool pool = new ScratchPool();

  @AfterEach
  void close() {
    pool.close();
  }

  private long size(long bytes) {
    try (var scratch = pool.bytes(bytes)) {
      return scratch.segment().byteSize();
    }
  }

  @Test
  void aLargeBlockServesDownToAQuarterOfItsSize() {
    assertEquals(8 * LARGE, size(8 * LARGE));
    assertEquals(8 * LARGE, size(7 * LARGE));
    assertEquals(8 * LARGE, size(2 * LARGE));
    assertEquals(LARGE, size(LARGE));
    assertEquals(LARGE, size(LARGE), "the smallest that is large enough");
  }

  @Test
  void aSmallBlockServesItsSizeOnly() {
    assertEquals(1 << 17, size(1 << 17));
    assertEquals(1 << 16, size(1 << 16));
  }

  @Test
  void aNewBlockReplacesSmallerOnes() {
    var small = pool.bytes(2 * LARGE);
    var smallest = pool.bytes(LARGE);
    small.close();
    smallest.close();
    try (var large = pool.bytes(5 * LARGE)) {
      assertFalse(small.segment().scope().isAlive());
      assertTrue(smallest.segment().scope().isAlive(), "less than a quarter");
      try (var held = pool.bytes(2 * LARGE)) {
        assertNotEquals(large.segment().address(), held.segment().address());
      }
    }
  }

  @Test
  void whatIsHeldForLongIsNotMuchLargerThanAsked() {
    assertEquals(8 * LARGE, size(8 * LARGE));
    try (var lasting = pool.lastingFloats(LARGE)) {
      assertEquals(4 * LARGE, lasting.segment().byteSize());
    }
  }

  @Test
  void anArrayServesSmallerOnesOfItsThread() {
    var arrays = new ArrayPool();
    var large = arrays.take(1 << 20);
    arrays.giveBack(large);
    var smaller = arrays.take(1 << 19);
    assertTrue(large == smaller);
    assertFalse(arrays.take(1 << 19) == large);
  }
}
