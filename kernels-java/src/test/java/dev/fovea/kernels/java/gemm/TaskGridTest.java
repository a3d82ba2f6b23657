package dev.fovea.kernels.java.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.op.Gemm;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TaskGridTest {
  private static final int UNIT = 14;

  private static TaskGrid grid(int m, int n, int k, int threads) {
    var op = Gemm.of(m, n, k);
    return TaskGrid.of(op, Panels.of(k, n), UNIT, true, false, threads);
  }

  @Test
  void tasksTakeEveryRowAndPanelAndNoneIsEmpty() {
    var random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      int m = 1 + random.nextInt(random.nextBoolean() ? 100 : 5000);
      int n = 1 + random.nextInt(random.nextBoolean() ? 100 : 3000);
      int k = random.nextInt(1000);
      int threads = 1 + random.nextInt(8);
      var grid = grid(m, n, k, threads);
      var where = m + "x" + n + "x" + k + ", threads " + threads + ": " + grid;
      int panels = Panels.of(k, n).count();
      assertTrue((grid.rowTasks() - 1) * grid.rows() < m, where);
      assertTrue(grid.rowTasks() * grid.rows() >= m, where);
      assertTrue((grid.panelTasks() - 1) * grid.panels() < panels, where);
      assertTrue(grid.panelTasks() * grid.panels() >= panels, where);
      assertTrue(grid.rowTasks() == 1 || grid.rows() % UNIT == 0, where);
    }
  }

  @Test
  void oneThreadAndLittleWorkHaveOneTask() {
    assertEquals(1, grid(4096, 4096, 64, 1).tasks());
    assertEquals(1, grid(20, 40, 50, 4).tasks());
    assertEquals(1, grid(64, 64, 64, 2).tasks()); // 3.5 us
  }

  @Test
  void manyRowsAreCutAlongRows() {
    var grid = grid(50_000, 64, 64, 2);
    assertEquals(1, grid.panelTasks());
    assertEquals(8, grid.rowTasks());
  }

  @Test
  void fewRowsAreCutAlongPanels() {
    var grid = grid(49, 2048, 512, 2);
    assertEquals(1, grid.rowTasks());
    assertTrue(grid.panelTasks() >= 2, grid.toString());
  }

  @Test
  void smallProductsPackWhatTheyMultiply() {
    var op = Gemm.of(64, 120, 400);
    var grid = TaskGrid.of(op, Panels.of(400, 120), UNIT, false, true, 2);
    assertEquals(1, grid.rowTasks());
    assertTrue(grid.panelTasks() >= 2, grid.toString());
  }
}
