package dev.fovea.kernels.java.machine;

import dev.fovea.kernels.java.simd.Lanes;
import jdk.incubator.vector.FloatVector;

/** The rate of fused multiply-adds of one core at this run's vector width, from registers alone. */
public final class FmaPeak {
  private static final int CHAINS = 10;

  /** Keeps the sums from being optimised away. */
  @SuppressWarnings("UnusedVariable")
  private static volatile float sink;

  private FmaPeak() {}

  /**
   * Runs {@code steps} rounds of {@value #CHAINS} independent chains: more than latency times width
   * of any core, few enough for 16 registers.
   *
   * @return floating-point operations per second; two for each multiply-add
   */
  public static double measure(int steps) {
    long start = System.nanoTime();
    sink = chains(steps);
    double seconds = (System.nanoTime() - start) * 1e-9;
    return operations(steps) / seconds;
  }

  /** Floating-point operations that {@code steps} rounds take. */
  public static double operations(int steps) {
    return 2.0 * CHAINS * Lanes.COUNT * steps;
  }

  private static float chains(int steps) {
    var factor = FloatVector.broadcast(Lanes.SPECIES, 0.999f);
    var step = FloatVector.broadcast(Lanes.SPECIES, 1e-9f);
    var a = FloatVector.zero(Lanes.SPECIES);
    var b = a.add(1);
    var c = a.add(2);
    var d = a.add(3);
    var e = a.add(4);
    var f = a.add(5);
    var g = a.add(6);
    var h = a.add(7);
    var i = a.add(8);
    var j = a.add(9);
    for (int k = 0; k < steps; k++) {
      a = factor.fma(step, a);
      b = factor.fma(step, b);
      c = factor.fma(step, c);
      d = factor.fma(step, d);
      e = factor.fma(step, e);
      f = factor.fma(step, f);
      g = factor.fma(step, g);
      h = factor.fma(step, h);
      i = factor.fma(step, i);
      j = factor.fma(step, j);
    }
    var sum = a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j);
    return sum.lane(0);
  }
}
