package dev.fovea.kernels.java.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each tile against double sums, with rows and steps of a in an order that no stride gives. */
class MicroKernelTest {
  private static final int TILES = 3;

  private final Random random = new Random(1);

  static Stream<MicroKernel> kernels() {
    return Stream.of(KernelSet.CURRENT.wide(), KernelSet.CURRENT.narrow(), new ScalarKernel());
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void tileIsTheProduct(MicroKernel kernel) {
    for (int depth : new int[] {0, 1, 3, 16, 17, 65}) {
      var a = values(5000);
      var b = values(7 + depth * kernel.columns());
      int count = TILES * kernel.rows();
      var rows = positions(count + 2, 2000);
      var steps = positions(depth + 3, 2900);
      var tile = values(count * kernel.columns());
      kernel.multiply(depth, a, 50, rows, 2, TILES, steps, 3, memory(b), 7, tile);
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < kernel.columns(); j++) {
          double sum = 0;
          for (int k = 0; k < depth; k++) {
            double left = a[50 + rows[2 + i] + steps[3 + k]];
            sum += left * b[7 + k * kernel.columns() + j];
          }
          assertEquals(sum, tile[i * kernel.columns() + j], 1e-6 * (1 + depth));
        }
      }
    }
  }

  @Test
  void scalarStrip() {
    stripTimesPanel(new ScalarStripKernel(), 4);
  }

  @Test
  void vectorKernelsOfOtherWidths() {
    Assumptions.assumeTrue(
        !(KernelSet.CURRENT.wide() instanceof ScalarKernel), "the vector kernels are not loaded");
    tileIsTheProduct(new VectorKernel12x2());
    tileIsTheProduct(new VectorKernel4x2());
    rowsTimesPanel(new VectorDirectKernel6x2());
    rowsTimesPanel(new VectorDirectKernel8x1x2());
    linesTimesPanel(new VectorLineKernel14x2());
    linesTimesPanel(new VectorLineKernel8x2());
    linesTimesPanel(new VectorLineKernel6x2());
    stripTimesPanel(new VectorStripKernel14x2(), 16);
    stripTimesPanel(new VectorStripKernel8x2(), 16);
    stripTimesPanel(new VectorStripKernel4x2(), 4);
    updateAddsItsProducts(new VectorUpdateKernel8x2());
    updateAddsItsProducts(new VectorUpdateKernel8x1());
  }

  private void updateAddsItsProducts(UpdateKernel kernel) {
    int depth = UpdateKernel.DEPTH;
    int width = kernel.columns();
    int stride = 3 * width + 5;
    for (int rows : new int[] {1, 2, 7, 16}) {
      for (int panels = 0; panels <= 3; panels++) {
        var a = values(3 + rows * depth);
        var b = values(11 + (depth - 1) * stride + panels * width);
        var sums = values(9 + panels * rows * width);
        var before = sums.clone();
        kernel.add(memory(b), 44, 4L * stride, panels, a, 3, rows, sums, 9);
        for (int cell = 0; cell < panels * rows * width; cell++) {
          int i = cell / width % rows;
          int j = cell / (width * rows) * width + cell % width;
          double sum = before[9 + cell];
          for (int k = 0; k < depth; k++) {
            sum += (double) a[3 + i * depth + k] * b[11 + k * stride + j];
          }
          assertEquals(sum, sums[9 + cell], 1e-6 * (1 + depth));
        }
      }
    }
  }

  static Stream<DirectKernel> directKernels() {
    return Stream.of(
        KernelSet.CURRENT.direct(), KernelSet.CURRENT.narrowDirect(), new ScalarDirectKernel());
  }

  @ParameterizedTest
  @MethodSource("directKernels")
  void rowsTimesPanel(DirectKernel kernel) {
    int stride = 230;
    for (int rows = 1; rows <= 2 * kernel.rows() + 1; rows++) {
      for (int depth : new int[] {0, 1, 3, 64, 65, 200}) {
        var a = values(11 + rows * stride - (stride - depth)); // nothing after the last row's end
        var b = values(7 + depth * kernel.columns());
        var tile = values((rows + kernel.rows()) * kernel.columns());
        kernel.multiply(depth, memory(a), 44, 4L * stride, rows, memory(b), 7, tile);
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < kernel.columns(); j++) {
            double sum = 0;
            for (int k = 0; k < depth; k++) {
              sum += (double) a[11 + i * stride + k] * b[7 + k * kernel.columns() + j];
            }
            assertEquals(sum, tile[i * kernel.columns() + j], 1e-6 * (1 + depth));
          }
        }
      }
    }
  }

  private void linesTimesPanel(LineKernel kernel) {
    int stride = 1300;
    int first = 3 * Lines.LENGTH;
    int distance = kernel.rows() * Lines.LENGTH;
    for (int tiles : new int[] {1, 2}) {
      for (int depth : new int[] {0, 1, 15, 16, 17, 200, Lines.DEPTH}) {
        int rows = tiles * kernel.rows();
        var a = values(11 + rows * stride - (stride - depth)); // nothing behind the last row
        var b = values(7 + depth * kernel.columns());
        var lines = values(first + tiles * distance);
        var tile = values(5 + rows * kernel.columns());
        Lines.copy(memory(a), 44, 4L * stride, rows, depth, lines, first);
        kernel.multiply(depth, lines, first, distance, tiles, memory(b), 7, tile, 5);
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < kernel.columns(); j++) {
            double sum = 0;
            for (int k = 0; k < depth; k++) {
              sum += (double) a[11 + i * stride + k] * b[7 + k * kernel.columns() + j];
            }
            assertEquals(sum, tile[5 + i * kernel.columns() + j], 1e-6 * (1 + depth));
          }
        }
      }
    }
  }

  static Stream<StripKernel> stripKernels() {
    return Stream.of(
        KernelSet.CURRENT.strip(), KernelSet.CURRENT.lowStrip(), KernelSet.CURRENT.narrowStrip());
  }

  @ParameterizedTest
  @MethodSource("stripKernels")
  void stripTimesPanel(StripKernel kernel) {
    stripTimesPanel(kernel, Strips.STEP);
  }

  private void stripTimesPanel(StripKernel kernel, int stride) {
    for (int depth : new int[] {0, 1, 3, 16, 64, 65, 200}) {
      var a = values(11 + stride * depth);
      var b = values(7 + depth * kernel.columns());
      var tile = values(kernel.rows() * kernel.columns());
      kernel.multiply(depth, a, 11, memory(b), 7, tile);
      for (int i = 0; i < kernel.rows(); i++) {
        for (int j = 0; j < kernel.columns(); j++) {
          double sum = 0;
          for (int k = 0; k < depth; k++) {
            sum += (double) a[11 + k * stride + i] * b[7 + k * kernel.columns() + j];
          }
          assertEquals(sum, tile[i * kernel.columns() + j], 1e-6 * (1 + depth));
        }
      }
    }
  }

  private static MemorySegment memory(float[] values) {
    return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, values);
  }

  private float[] values(int count) {
    var values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  private int[] positions(int count, int bound) {
    return random.ints(count, 0, bound).toArray();
  }
}
