package dev.fovea.kernels.java.conv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Window;
import org.junit.jupiter.api.Test;

class PixelGroupsTest {
  private static final Conv2d OP =
      Conv2d.of(1, Window.of(1, 1), Window.of(5, 2).padding(0, 1).stride(1), 1, 1);

  @Test
  void groupedOutputLiesInTheSameMemory() {
    for (int group = 2; group <= 4; group++) {
      for (int stride = 1; stride <= 3; stride++) {
        var columns = Window.of(12 * stride + 2, 3).stride(stride);
        var op = Conv2d.of(2, Window.of(9, 3), columns, 3, 6);
        var grouped = new PixelGroups(op, group).grouped();
        assertEquals(op.output().elements(), grouped.output().elements());
        assertEquals(op.columns().output() / group, grouped.columns().output());
      }
    }
  }

  @Test
  void weightsAreShiftedByThePixel() {
    var groups = new PixelGroups(OP, 2);
    var spread = new float[6];
    groups.spread(new float[] {7, 8}, spread, 6);
    // taps 0, 1, 2, each for the left and the right pixel
    assertArrayEquals(new float[] {7, 0, 8, 7, 0, 8}, spread);
  }

  @Test
  void gradientAddsUpAllCopies() {
    var weights = new float[2];
    new PixelGroups(OP, 2).gather(new float[] {1, 2, 3, 4, 5, 6}, weights, 2);
    assertArrayEquals(new float[] {1 + 4, 3 + 6}, weights);
  }

  @Test
  void groupsAndDilationAreLeftAlone() {
    var columns = Window.of(16, 3).padding(1);
    assertEquals(1, PixelGroups.of(Conv2d.of(1, columns, columns, 4, 4).groups(2)).group());
    assertEquals(1, PixelGroups.of(Conv2d.of(1, columns, columns.dilation(2), 4, 4)).group());
    assertEquals(1, PixelGroups.of(Conv2d.of(1, columns, columns, 4, 64)).group());
  }
}
