package dev.fovea.kernels.java.simd;

/**
 * Whether {@link Math#fma} is an instruction. Where it is not, the JDK computes it in {@code
 * BigDecimal}, some thousand times slower, and no module-free interface tells: so this measures.
 * The interpreter already uses the instruction, so the gap is wide from the first call.
 */
final class HardwareFma {
  private static final int CALLS = 50;
  private static final int TRIALS = 5;

  /** An interpreted call of the instruction takes some 0.03 µs, one in BigDecimal above 2 µs. */
  private static final long NANOS_PER_CALL = 500;

  /** Keeps the calls from being optimised away. */
  @SuppressWarnings("UnusedVariable") // written so that the loop is not optimised away
  private static volatile float sink;

  private HardwareFma() {}

  static boolean isPresent() {
    long best = Long.MAX_VALUE;
    for (int trial = 0; trial < TRIALS; trial++) {
      best = Math.min(best, trial());
    }
    return best < CALLS * NANOS_PER_CALL;
  }

  private static long trial() {
    float sum = 0.1f;
    long start = System.nanoTime();
    for (int i = 0; i < CALLS; i++) {
      sum = Math.fma(0.3f, 0.7f, sum);
    }
    long nanos = System.nanoTime() - start;
    sink = sum;
    return nanos;
  }
}
