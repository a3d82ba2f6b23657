package dev.fovea.kernels.java.conv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Window;
import dev.fovea.kernels.java.simd.VectorMode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SharedRowsTest {
  private static final Window LENET = Window.of(14, 5);

  @BeforeAll
  static void vectors() {
    assumeTrue(VectorMode.current().bits() == 512);
  }

  private static Conv2d op(Window rows, Window columns, int channels, int filters) {
    return Conv2d.of(2, rows, columns, channels, filters);
  }

  @Test
  void takesAsManyFiltersAsLanes() {
    assertTrue(SharedRows.fits(op(LENET, LENET, 6, 16)));
    assertTrue(SharedRows.fits(op(Window.of(416, 3), Window.of(416, 3), 3, 16)));
    assertTrue(SharedRows.fits(op(LENET, LENET.stride(2), 6, 16)));
    assertFalse(SharedRows.fits(op(LENET, LENET, 6, 15)));
    assertFalse(SharedRows.fits(op(LENET, LENET, 6, 32)));
    assertFalse(SharedRows.fits(op(LENET.stride(2), LENET, 6, 16)));
    assertFalse(SharedRows.fits(op(Window.of(14, 4), LENET, 6, 16)));
    assertFalse(SharedRows.fits(op(LENET, LENET, 16, 16).groups(16)));
  }

  @Test
  void leavesRowsLongerThanItsOwn() {
    assertTrue(SharedRows.fits(op(LENET, Window.of(48, 5), 27, 16)));
    assertFalse(SharedRows.fits(op(LENET, Window.of(49, 5), 27, 16)));
  }

  @Test
  void leavesFewRowsToGroupsOfPixels() {
    assertFalse(SharedRows.fits(op(Window.of(5, 5), LENET, 6, 16)));
  }

  @Test
  void blocksHaveWholePassesOfTheKernel() {
    var layout = new SharedRows(op(Window.of(60, 5), Window.of(24, 5), 6, 16));
    assertEquals(20, layout.blocks().outputRows());
  }

  @Test
  void packsWhatStepsReadTogether() {
    var layout = new SharedRows(op(LENET, LENET, 6, 16));
    var weights = new float[layout.packedLength()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i;
    }
    var packed = new float[weights.length];
    layout.pack(weights, packed);
    int secondRow = 5 * 6 * 16;
    assertEquals(weights[secondRow], packed[16]);
    assertEquals(weights[16], packed[5 * 16]);
    var unpacked = new float[weights.length];
    layout.unpack(packed, unpacked);
    assertArrayEquals(weights, unpacked);
  }
}
