package dev.fovea.kernels.java.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
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

  @Test
  void moreStepsThanAreStagedAtOnce() {
    check(Panels.of(3 * Panels.STAGE / 16, 33), true, 5);
  }

  @Test
  void aboutASquareOfSteps() {
    for (int depth = PanelTransposer.SIDE - 1; depth <= 2 * PanelTransposer.SIDE + 1; depth++) {
      check(Panels.of(depth, 40), true, 5);
    }
  }

  private static void check(Panels panels, boolean transposed, int gap) {
    int columns = panels.columns();
    int depth = panels.depth();
    int stride = (transposed ? depth : columns) + gap;
    int length = OFFSET + stride * (transposed ? columns : depth);
    float[] packed;
    try (var arena = Arena.ofConfined()) {
      var target = arena.allocate(ValueLayout.JAVA_FLOAT, panels.length());
      var source = arena.allocate(ValueLayout.JAVA_FLOAT, length);
      for (int i = 0; i < length; i++) {
        source.setAtIndex(ValueLayout.JAVA_FLOAT, i, i);
      }
      if (transposed) {
        for (int panel = 0; panel < panels.count(); panel++) {
          panels.packTransposed(source, OFFSET, stride, panel, new float[Panels.STAGE], target);
        }
      } else {
        panels.pack(source, OFFSET, stride, 0, 9, target);
        panels.pack(source, OFFSET, stride, 9, depth, target);
      }
      packed = target.toArray(ValueLayout.JAVA_FLOAT);
    }
    for (int panel = 0; panel < panels.count(); panel++) {
      for (int k = 0; k < depth; k++) {
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
