package dev.fovea.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.fovea.backend.DataType;
import dev.fovea.backend.op.Unary;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsEmulation
class CopyTest {
  private static final int SLOT = 1 << 18; // floats of one piece

  private static float[] counting(int length) {
    var values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = i;
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 17, SLOT - 1, SLOT, SLOT + 1, 2 * SLOT, 5 * SLOT + 3})
  void whatGoesInComesOut(int length) {
    var values = counting(length);
    try (var backend = NeedsEmulation.Emulation.open();
        var buffer = backend.floats(values)) {
      assertArrayEquals(values, backend.toFloats(buffer));
    }
  }

  @Test
  void partsGoWhereTheyBelong() {
    try (var backend = NeedsEmulation.Emulation.open();
        var buffer = backend.allocate(DataType.FLOAT32, 2 * SLOT)) {
      backend.copyIn(MemorySegment.ofArray(new float[2 * SLOT]), buffer, 0);
      backend.copyIn(MemorySegment.ofArray(counting(SLOT)), buffer, 3);
      var part = new float[SLOT + 4];
      backend.copyOut(buffer, 1, MemorySegment.ofArray(part));
      var expected = new float[SLOT + 4];
      System.arraycopy(counting(SLOT), 0, expected, 2, SLOT);
      assertArrayEquals(expected, part);
    }
  }

  /** Copies in cross on a stream of their own, yet take effect in the order of the calls. */
  @Test
  void copiesTakeTheirTurn() {
    var half = new Unary(Unary.Kind.AFFINE, SLOT, 0.5f, 0);
    var values = new float[SLOT];
    try (var backend = NeedsEmulation.Emulation.open();
        var x = backend.allocate(DataType.FLOAT32, SLOT);
        var y = backend.allocate(DataType.FLOAT32, SLOT)) {
      for (int round = 1; round <= 20; round++) {
        Arrays.fill(values, round);
        backend.copyIn(MemorySegment.ofArray(values), x, 0);
        backend.unary(half, x, y);
        Arrays.fill(values, -1); // no longer the copy's business
        backend.copyIn(MemorySegment.ofArray(values), x, 0);
        var expected = new float[SLOT];
        Arrays.fill(expected, round / 2f);
        assertArrayEquals(expected, backend.toFloats(y));
      }
    }
  }
}
