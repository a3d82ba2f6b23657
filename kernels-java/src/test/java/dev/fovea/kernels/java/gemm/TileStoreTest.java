package dev.fovea.kernels.java.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fovea.backend.Activation;
import java.lang.foreign.Arena;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tiles as wide as a row of y, and narrower, up to two vectors. */
class TileStoreTest {
  private static final KernelSet KERNELS = KernelSet.CURRENT;
  private static final float UNTOUCHED = -7;

  private static float value(int row, int column) {
    return (row - 2) * 100 + column;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void writesItsColumnsAndNothingElse(int further) {
    int width = KERNELS.blocking().nr();
    for (int rows = 1; rows <= KERNELS.maxRows(); rows++) {
      for (int columns = 1; columns <= width; columns++) {
        check(rows, columns, columns + further, width);
      }
    }
  }

  /** All that lies before and after the tile's columns must stay, as other tasks write there. */
  private static void check(int rows, int columns, int rowLength, int width) {
    float[] tile = new float[rows * width];
    Arrays.fill(tile, Float.NaN); // what lies behind the columns is anything
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        tile[row * width + column] = value(row, column);
      }
    }
    float[] bias = new float[columns + width];
    Arrays.fill(bias, 0.5f);
    int before = 5;
    int length = before + rows * rowLength + 2 * width;
    try (var arena = Arena.ofConfined()) {
      var y = arena.allocate(4L * length, 64);
      for (int i = 0; i < length; i++) {
        y.setAtIndex(JAVA_FLOAT, i, UNTOUCHED);
      }
      var output = new Output(y, 4L * rowLength, 1, 0, bias, null, Activation.RELU);
      KERNELS.store().store(tile, 0, width, rows, columns, output, 0, 4L * before);
      for (int i = 0; i < length; i++) {
        int row = Math.floorDiv(i - before, rowLength);
        int column = Math.floorMod(i - before, rowLength);
        boolean written = i >= before && row < rows && column < columns;
        float expected = written ? Math.max(0, value(row, column) + 0.5f) : UNTOUCHED;
        assertEquals(
            expected,
            y.getAtIndex(JAVA_FLOAT, i),
            "rows=%d, columns=%d, row of %d, element %d".formatted(rows, columns, rowLength, i));
      }
    }
  }
}
