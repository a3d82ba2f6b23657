package dev.fovea.kernels.java.conv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Window;
import dev.fovea.kernels.java.simd.VectorMode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RepeatedPixelsTest {
  private static final Window LENET = Window.of(28, 5).padding(2);

  @BeforeAll
  static void vectors() {
    assumeTrue(VectorMode.current().isVector());
  }

  private static Conv2d op(Window rows, Window columns, int channels, int filters) {
    return Conv2d.of(2, rows, columns, channels, filters);
  }

  @Test
  void takesOneChannelAndFewFilters() {
    assertNotNull(RepeatedPixels.of(op(LENET, LENET, 1, 5)));
    assertNotNull(RepeatedPixels.of(op(LENET, LENET, 1, 1)));
    assertNull(RepeatedPixels.of(op(LENET, LENET, 3, 5)));
    assertNull(RepeatedPixels.of(op(LENET, LENET, 1, 64)));
    assertNull(RepeatedPixels.of(op(LENET.stride(2), LENET, 1, 5)));
    assertNull(RepeatedPixels.of(op(Window.of(28, 4), LENET, 1, 5)));
    assertNull(RepeatedPixels.of(op(LENET, Window.of(3, 3), 1, 2)));
  }

  @Test
  void stripsAreTheWholeRow() {
    for (int size : new int[] {28, 100, 212}) {
      var layout = RepeatedPixels.of(op(LENET, Window.of(size, 5).padding(2), 1, 5));
      int values = 0;
      for (var strip : layout.strips()) {
        assertEquals(strip.begin() * 5, values);
        values += strip.values();
      }
      assertEquals(size * 5, values);
    }
  }

  @Test
  void unpackingAddsUpWhatPackingRepeats() {
    var window = Window.of(16, 5).padding(2);
    var layout = RepeatedPixels.of(op(LENET, window, 1, 5));
    var weights = new float[5 * 5 * 5];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i + 1;
    }
    var packed = new float[layout.packedLength()];
    layout.pack(weights, packed);
    var sums = new float[weights.length];
    layout.unpack(packed, sums);
    // a row of whole vectors: as many copies of each filter as pixels until the weights come again
    int copies = layout.phases() * VectorMode.current().lanes() / 5;
    for (int i = 0; i < weights.length; i++) {
      assertEquals(copies * weights[i], sums[i]);
    }
  }
}
