package dev.fovea.bench;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.op.Gemm;
import dev.fovea.kernels.java.machine.FmaPeak;
import java.util.Arrays;
import java.util.Locale;

/**
 * Square matrix products on one thread, as a share of the machine's multiply-add peak. Peak and
 * product take turns, so that both see the same clock and the same neighbours; the median of the
 * rounds' shares is the figure.
 */
public final class GemmShare {
  private static final int ROUNDS = 15;
  private static final int PEAK_STEPS = 10_000_000;
  private static final double SECONDS_PER_ROUND = 0.05;

  private GemmShare() {}

  /** Prints a row for each size given; without any, for 256, 512, 1024 and 2048. */
  public static void main(String[] sizes) {
    var list =
        sizes.length == 0
            ? new int[] {256, 512, 1024, 2048}
            : Arrays.stream(sizes).mapToInt(Integer::parseInt).toArray();
    try (var backend = Backends.open("java", BackendOptions.defaults().withThreads(1))) {
      System.out.println("   n   peak GFLOP/s   gemm GFLOP/s   share of peak   least … most");
      for (int n : list) {
        measure(backend, n);
      }
    }
  }

  private static void measure(Backend backend, int n) {
    try (var a = random(backend, n, 1);
        var b = random(backend, n, 2);
        var y = backend.allocate(DataType.FLOAT32, (long) n * n)) {
      var op = Gemm.of(n, n, n);
      int calls = (int) Math.max(1, SECONDS_PER_ROUND * 1e11 / op.flops());
      for (int i = 0; i < 3; i++) { // C2's turn
        FmaPeak.measure(PEAK_STEPS);
        rate(backend, op, a, b, y, 10 * calls);
      }
      var peaks = new double[ROUNDS];
      var rates = new double[ROUNDS];
      var shares = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        peaks[round] = FmaPeak.measure(PEAK_STEPS);
        rates[round] = rate(backend, op, a, b, y, calls);
        shares[round] = rates[round] / peaks[round];
      }
      Arrays.sort(peaks);
      Arrays.sort(rates);
      Arrays.sort(shares);
      System.out.printf(
          Locale.ROOT,
          "%4d   %12.1f   %12.1f   %12.1f%%   %.1f%% … %.1f%%%n",
          n,
          peaks[ROUNDS / 2] * 1e-9,
          rates[ROUNDS / 2] * 1e-9,
          100 * shares[ROUNDS / 2],
          100 * shares[0],
          100 * shares[ROUNDS - 1]);
    }
  }

  private static Buffer random(Backend backend, int n, long seed) {
    var buffer = backend.allocate(DataType.FLOAT32, (long) n * n);
    backend.fill(Fill.uniform((long) n * n, -1, 1), RandomState.of(seed), buffer);
    return buffer;
  }

  private static double rate(Backend backend, Gemm op, Buffer a, Buffer b, Buffer y, int calls) {
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      backend.gemm(op, a, b, Epilogue.NONE, y);
    }
    backend.synchronize();
    return (double) op.flops() * calls / ((System.nanoTime() - start) * 1e-9);
  }
}
