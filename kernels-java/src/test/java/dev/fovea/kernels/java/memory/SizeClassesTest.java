package dev.fovea.kernels.java.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SizeClassesTest {
  private static final SizeClasses SIZES = new SizeClasses(256);

  @Test
  void aSizeHoldsWhatIsAskedAndAtMostAQuarterMore() {
    for (long length : new long[] {257, 300, 320, 321, 1000, 1023, 1024, 1025, 37_748_800}) {
      long size = SIZES.round(length);
      assertTrue(size >= length && size <= length + length / 4, length + ": " + size);
      assertEquals(size, SIZES.round(size));
    }
    assertEquals(256, SIZES.round(0));
    assertEquals(256, SIZES.round(256));
  }

  @Test
  void eachSizeHasANumberOfItsOwn() {
    long size = 256;
    for (int index = SizeClasses.index(size); size < 1L << 40; index++) {
      assertEquals(index, SizeClasses.index(size));
      size = SIZES.round(size + 1);
    }
    assertTrue(SizeClasses.index(1L << 62) < SizeClasses.COUNT);
  }
}
