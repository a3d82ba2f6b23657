package dev.fovea.kernels.java.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PanelsTest {
  private static final int DEPTH = 17;
  private static final int OFFSET = 3;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16, 17, 63, 64, 65, 129})
  void everyElementHasItsPlace(int columns) {
    var panels = Panels.of(DEPTH, columns);
    for (boolean transposed : new boolean[] {false, true}) {
      for (int gap : new int[] {0, 5}) {
        check(panels, transposed, gap);
      }
    }
  }

  private static void check(Panels panels, boolean transposed, int gap) {
    int columns = panels.columns();
    int stride = (transposed ? DEPTH : columns) + gap;
    int length = OFFSET + stride * (transposed ? columns : DEPTH);
    var packed = new float[panels.length()];
    Arrays.fill(packed, Float.NaN);
    try (var arena = Arena.ofConfined()) {
      var source = arena.allocate(ValueLayout.JAVA_FLOAT, length);
      for (int i = 0; i < length; i++) {
        source.setAtIndex(ValueLayout.JAVA_FLOAT, i, i);
      }
      if (transposed) {
        for (int panel = 0; panel < panels.count(); panel++) {
          panels.packTransposed(source, OFFSET, stride, panel, new float[DEPTH], packed);
        }
      } else {
        panels.pack(source, OFFSET, stride, 0, 9, packed);
        panels.pack(source, OFFSET, stride, 9, DEPTH, packed);
      }
    }
    for (int panel = 0; panel < panels.count(); panel++) {
      for (int k = 0; k < DEPTH; k++) {
        for (int j = 0; j < panels.columns(panel); j++) {
          int column = panels.firstColumn(panel) + j;
          int expected = OFFSET + (transposed ? column * stride + k : k * stride + column);
          assertEquals(expected, packed[panels.offset(panel, k) + j]);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16, 17, 63, 64, 65, 129})
  void panelsCoverAllColumnsAndFitTheLength(int columns) {
    var panels = Panels.of(DEPTH, columns);
    int sum = 0;
    for (int panel = 0; panel < panels.count(); panel++) {
      assertEquals(sum, panels.firstColumn(panel));
      sum += panels.columns(panel);
    }
    assertEquals(columns, sum);
    assertEquals(panels.length(), panels.offset(panels.count() - 1, DEPTH));
  }
}
