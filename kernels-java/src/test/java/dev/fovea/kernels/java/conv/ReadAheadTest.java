package dev.fovea.kernels.java.conv;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fovea.kernels.java.conv.SlidingDepthwise.Plane;
import dev.fovea.kernels.java.conv.SlidingDepthwise.Rows;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
  private static final Plane PLANE = new Plane(5, 36);

  private static ReadAhead of(int rows, int first) {
    var memory = MemorySegment.ofArray(new byte[rows * PLANE.rowBytes()]);
    return new ReadAhead(new Rows(memory, PLANE, null), first, true);
  }

  @Test
  void readsOnlyRowsThatAreThere() {
    var ahead = of(5, -1);
    assertDoesNotThrow(() -> ahead.to(2));
    assertDoesNotThrow(() -> ahead.to(2));
    assertDoesNotThrow(() -> ahead.to(7));
    assertDoesNotThrow(() -> ahead.to(9));
  }

  @Test
  void startsWhereItIsToldTo() {
    var ahead = of(3, 0);
    assertThrows(IndexOutOfBoundsException.class, () -> ahead.to(4), "there are but three rows");
    assertDoesNotThrow(() -> of(3, 4).to(3), "nothing to read");
  }
}
