package dev.fovea.kernels.java.winograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.Precision;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Window;
import dev.fovea.kernels.java.conv.ConvolutionContext;
import dev.fovea.kernels.java.gemm.GemmDriver;
import dev.fovea.kernels.java.gemm.Output;
import dev.fovea.kernels.java.gemm.TileLoop;
import dev.fovea.kernels.java.memory.ArrayPool;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.Workers;
import dev.fovea.kernels.java.simd.VectorMode;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every size of tiles against sums in double. */
class WinogradTest {
  /**
   * Largest error, relative to the sum of magnitudes: what rounding in larger transforms costs.
   * (Plain sums of this depth stay below 2e-7.)
   */
  private static final double[] BOUNDS = {0, 0, 1e-6, 0, 2e-6, 0, 1e-5};

  private final Random random = new Random(1);

  @BeforeAll
  static void vectors() {
    Assumptions.assumeTrue(VectorMode.current().isVector(), "the vector kernels are not loaded");
  }

  static List<Conv2d> geometries() {
    return List.of(
        Conv2d.of(1, new Window(8, 3, 1, 1, 1, 1), new Window(8, 3, 1, 1, 1, 1), 16, 32),
        Conv2d.of(2, new Window(7, 3, 1, 1, 1, 1), new Window(13, 3, 1, 1, 1, 1), 17, 35),
        Conv2d.of(3, new Window(3, 3, 1, 0, 0, 1), new Window(5, 3, 1, 0, 0, 1), 65, 16),
        Conv2d.of(1, new Window(1, 3, 1, 1, 1, 1), new Window(30, 3, 1, 2, 0, 1), 16, 129),
        Conv2d.of(1, new Window(40, 3, 1, 1, 1, 1), new Window(41, 3, 1, 1, 1, 1), 130, 48),
        Conv2d.of(2, new Window(17, 3, 1, 1, 1, 1), new Window(65, 3, 1, 1, 1, 1), 17, 64),
        Conv2d.of(1, new Window(8, 3, 1, 1, 1, 1), new Window(9, 3, 1, 1, 1, 1), 1300, 18),
        Conv2d.of(2, new Window(9, 3, 1, 1, 2, 1), new Window(10, 3, 1, 0, 1, 1), 16, 17)
            .padding(Conv2d.Padding.EDGE));
  }

  static Stream<Arguments> cases() {
    return Stream.of(new VectorWinograd2(), new VectorWinograd4(), new VectorWinograd6())
        .flatMap(kernel -> geometries().stream().map(op -> Arguments.of(kernel, op)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isTheConvolution(WinogradKernel kernel, Conv2d op) {
    var x = values(op.n() * op.rows().size() * op.columns().size() * op.channels());
    var w = values(9 * op.channels() * op.filters());
    var one = run(kernel, op, x, w, 1);
    assertArrayEquals(one, run(kernel, op, x, w, 3), "the same bits on three threads");
    double worst = 0;
    for (int p = 0; p < one.length / op.filters(); p++) {
      for (int f = 0; f < op.filters(); f++) {
        worst = Math.max(worst, error(op, x, w, p, f, one[p * op.filters() + f]));
      }
    }
    assertTrue(worst < BOUNDS[kernel.outputs()], "error relative to the magnitudes: " + worst);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientToTheWeights(WinogradKernel kernel, Conv2d op) {
    var x = values(op.n() * op.rows().size() * op.columns().size() * op.channels());
    var dy = values(op.n() * op.rows().output() * op.columns().output() * op.filters());
    var one = weightGradient(kernel, op, x, dy, 1);
    assertArrayEquals(one, weightGradient(kernel, op, x, dy, 3), "the same bits on three threads");
    double worst = 0;
    for (int i = 0; i < one.length; i += 7) {
      worst = Math.max(worst, gradientError(op, x, dy, i, one[i]));
    }
    assertTrue(worst < BOUNDS[kernel.outputs()], "error relative to the magnitudes: " + worst);
  }

  private static double gradientError(Conv2d op, float[] x, float[] dy, int weight, double dw) {
    int filter = weight % op.filters();
    int channel = weight / op.filters() % op.channels();
    int tap = weight / op.filters() / op.channels();
    double sum = 0;
    double magnitudes = 1e-30;
    for (int pixel = 0; pixel < dy.length / op.filters(); pixel++) {
      int at = cell(op, pixel, tap);
      if (at >= 0) {
        double term = (double) x[at * op.channels() + channel] * dy[pixel * op.filters() + filter];
        sum += term;
        magnitudes += Math.abs(term);
      }
    }
    return Math.abs(dw - sum) / magnitudes;
  }

  /** The cell of the image that a tap of an output reads, or -1 for a zero. */
  private static int cell(Conv2d op, int pixel, int tap) {
    int columns = op.columns().output();
    int rows = op.rows().output();
    int row = pixel / columns % rows + tap / 3 - op.rows().before();
    int column = pixel % columns + tap % 3 - op.columns().before();
    int nearRow = Math.clamp(row, 0, op.rows().size() - 1);
    int nearColumn = Math.clamp(column, 0, op.columns().size() - 1);
    if (op.padding() == Conv2d.Padding.ZERO && (row != nearRow || column != nearColumn)) {
      return -1;
    }
    int image = pixel / columns / rows;
    return (image * op.rows().size() + nearRow) * op.columns().size() + nearColumn;
  }

  private static double error(Conv2d op, float[] x, float[] w, int pixel, int filter, double y) {
    double sum = 0;
    double magnitudes = 1e-30;
    for (int i = 0; i < 9; i++) {
      int at = cell(op, pixel, i);
      if (at < 0) {
        continue;
      }
      for (int c = 0; c < op.channels(); c++) {
        double term =
            (double) x[at * op.channels() + c] * w[(i * op.channels() + c) * op.filters() + filter];
        sum += term;
        magnitudes += Math.abs(term);
      }
    }
    return Math.abs(y - sum) / magnitudes;
  }

  private static float[] run(WinogradKernel kernel, Conv2d op, float[] x, float[] w, int threads) {
    var y = new float[op.n() * op.rows().output() * op.columns().output() * op.filters()];
    with(
        threads,
        context -> {
          var product = new WinogradProduct(op, kernel, context);
          var output = Output.overwrite(MemorySegment.ofArray(y), op.filters() * 4L);
          try (var filters = context.scratch().floats(product.filters().length())) {
            product.filters().transform(MemorySegment.ofArray(w), context, filters.segment());
            product.run(MemorySegment.ofArray(x), filters.segment(), output);
          }
        });
    return y;
  }

  private static float[] weightGradient(
      WinogradKernel kernel, Conv2d op, float[] x, float[] dy, int threads) {
    var dw = new float[9 * op.channels() * op.filters()];
    with(
        threads,
        context ->
            new WinogradWeightGradient(op, kernel, context)
                .run(
                    MemorySegment.ofArray(x),
                    MemorySegment.ofArray(dy),
                    MemorySegment.ofArray(dw)));
    return dw;
  }

  private static void with(int threads, Consumer<ConvolutionContext> action) {
    try (var workers = Workers.of(threads);
        var scratch = new ScratchPool()) {
      var arrays = new ArrayPool();
      var gemm = new GemmDriver(workers, arrays, scratch);
      action.accept(
          new ConvolutionContext(
              workers, arrays, scratch, new TileLoop(arrays), gemm, Precision.FLOAT32));
    }
  }

  private float[] values(int count) {
    var values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
