package dev.fovea.kernels.java.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.backend.Activation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Bits of sums in ascending order of steps, whatever the rows, their runs, and the panels. */
class ShallowLoopTest {
  private static final int WIDTH = KernelSet.CURRENT.blocking().nr();
  private static final float UNTOUCHED = -7;

  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void rowsAndRuns() {
    assumeTrue(KernelSet.CURRENT.shallow() != null, "no kernel for these vectors");
    for (int rows : new int[] {1, 2, 3, 4, 5, 9, 47, 48, 49, 53, 513}) {
      check(rows, 1, 1, 2 * WIDTH, 2 * WIDTH, false, true);
      check(rows, 3, 9, 2 * WIDTH, 2 * WIDTH + 3, true, true);
      check(rows, 7, 21, 4 * WIDTH, 4 * WIDTH, true, false);
    }
  }

  @Test
  void panelsThatAreLeft() {
    assumeTrue(KernelSet.CURRENT.shallow() != null, "no kernel for these vectors");
    for (int columns = WIDTH - 1; columns <= 5 * WIDTH + 1; columns += WIDTH / 2 + 1) {
      check(6, 1, 17, columns, columns + 5, false, false);
    }
  }

  @Test
  void whatIsLeftToOthers() {
    var y = MemorySegment.NULL;
    assertFalse(ShallowLoop.fits(0, Output.overwrite(y, 256)));
    assertFalse(ShallowLoop.fits(151, Output.overwrite(y, 256)));
    assertFalse(ShallowLoop.fits(27, Output.overwrite(y, 256).accumulate()));
    assertFalse(ShallowLoop.fits(27, new Output(y, 256, 1, 0, null, null, Activation.TANH)));
    assertFalse(ShallowLoop.fits(27, Output.overwrite(y, 1L << 30)));
    assertEquals(
        KernelSet.CURRENT.shallow() != null, ShallowLoop.fits(27, Output.overwrite(y, 256)));
  }

  private void check(
      int rows, int runs, int length, int columns, int rowLength, boolean biased, boolean relu) {
    int depth = runs * length;
    int stride = 2 * length + 1;
    int distance = rows * stride + 3;
    var panels = Panels.of(depth, columns);
    try (var arena = Arena.ofConfined()) {
      var a = memory(arena, 5 + (rows - 1) * stride + (runs - 1) * distance + length);
      var b = memory(arena, depth * columns);
      var packed = arena.allocate(4L * panels.length(), 64);
      panels.pack(b, 0, columns, 0, depth, packed);
      float[] bias = biased ? values(columns + WIDTH) : null;
      var y = arena.allocate(4L * (3 + rows * rowLength), 64);
      for (int i = 0; i < 3 + rows * rowLength; i++) {
        y.setAtIndex(JAVA_FLOAT, i, UNTOUCHED);
      }
      var activation = relu ? Activation.RELU : Activation.IDENTITY;
      var output = new Output(y, 4L * rowLength, 1, 0, bias, null, activation);
      var range = PanelRange.all(panels, packed, 0, depth);
      var patches = new Patches(a, 20, 4 * stride, runs, length, 4 * distance);
      int left = ShallowLoop.multiply(patches, rows, range, output, 0, 12);
      int pairs = columns / (2 * WIDTH);
      assertEquals(2 * pairs, left, "columns=" + columns);
      assertEquals(left == panels.count(), ShallowLoop.takesAll(range));
      for (int i = 0; i < rows * rowLength; i++) {
        int row = i / rowLength;
        int column = i % rowLength;
        float expected = UNTOUCHED;
        if (column < left * WIDTH) {
          float sum = 0;
          for (int k = 0; k < depth; k++) {
            int at = 5 + row * stride + k / length * distance + k % length;
            float factor = b.getAtIndex(JAVA_FLOAT, k * columns + column);
            sum = Math.fma(a.getAtIndex(JAVA_FLOAT, at), factor, sum);
          }
          sum += biased ? bias[column] : 0;
          expected = relu && sum <= 0 ? 0 : sum;
        }
        assertEquals(
            expected,
            y.getAtIndex(JAVA_FLOAT, 3 + i),
            "rows=%d, depth=%d, row %d, column %d".formatted(rows, depth, row, column));
      }
    }
  }

  private MemorySegment memory(Arena arena, int length) {
    var memory = arena.allocate(4L * length, 64);
    MemorySegment.copy(values(length), 0, memory, JAVA_FLOAT, 0, length);
    return memory;
  }

  private float[] values(int length) {
    var values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    values[length / 2] = Float.NaN;
    return values;
  }
}
