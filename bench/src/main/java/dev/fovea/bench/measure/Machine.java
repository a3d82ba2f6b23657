package dev.fovea.bench.measure;

import dev.fovea.kernels.java.machine.VectorWidth;
import java.util.List;

/**
 * The machine's limits at one vector width.
 *
 * @param bits of a vector
 * @param threads threads of the "together" figures
 * @param fma floating-point operations per second, one thread
 * @param fmaTogether the same, all threads
 * @param read bytes read per second, one thread, from memory beyond the caches
 * @param readTogether the same, all threads
 * @param triad bytes read and written per second by {@code y = a + s · b}, one thread
 * @param triadTogether the same, all threads
 */
public record Machine(
    int bits,
    int threads,
    double fma,
    double fmaTogether,
    double read,
    double readTogether,
    double triad,
    double triadTogether) {
  /** Iterations of each limit; the first is not counted. */
  static final int ROUNDS = 4;

  /** Bytes of an array: beyond the last-level cache of most machines. */
  private static final int ARRAY = 64 << 20;

  /** What is measured, in the order of the record. */
  static List<Limit> limits(int threads) {
    return List.of(
        new Limit.Arithmetic(1),
        new Limit.Arithmetic(threads),
        new Limit.Traffic(1, 0, ARRAY, 1),
        new Limit.Traffic(1, 0, ARRAY, threads),
        new Limit.Traffic(2, 1, ARRAY, 1),
        new Limit.Traffic(2, 1, ARRAY, threads));
  }

  /** From nanoseconds of each call, in the order of the iterations. */
  static Machine of(int bits, int threads, double[] scores) {
    // What a call is worth was counted with this process's width, not with the fork's.
    double narrower = (double) bits / VectorWidth.bits();
    var limits = limits(threads);
    var rates = new double[limits.size()];
    for (int i = 0; i < rates.length; i++) {
      var best = Double.POSITIVE_INFINITY;
      for (int round = 1; round < ROUNDS; round++) {
        best = Math.min(best, scores[i * ROUNDS + round]);
      }
      double narrowing = limits.get(i) instanceof Limit.Arithmetic ? narrower : 1;
      rates[i] = narrowing * 1e9 * limits.get(i).perCall() / best;
    }
    return new Machine(bits, threads, rates[0], rates[1], rates[2], rates[3], rates[4], rates[5]);
  }
}
