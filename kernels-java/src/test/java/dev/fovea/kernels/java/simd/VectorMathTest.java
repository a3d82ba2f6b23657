package dev.fovea.kernels.java.simd;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every 997th float, against the JDK's double functions. */
class VectorMathTest {
  private static final int STEP = 997;

  @BeforeEach
  void needsVectors() {
    assumeTrue(VectorMode.current().isVector(), VectorMode.current().description());
  }

  @Test
  void exp() {
    assertUlps(1, VectorMath::exp, Math::exp);
  }

  @Test
  void log() {
    assertUlps(1, VectorMath::log, Math::log);
  }

  @Test
  void tanh() {
    assertUlps(2.5, VectorMath::tanh, Math::tanh);
  }

  @Test
  void sigmoid() {
    assertUlps(2.5, VectorMath::sigmoid, x -> 1 / (1 + Math.exp(-x)));
  }

  @Test
  void sigmoidSlope() {
    assertUlps(4, VectorMath::sigmoidSlope, VectorMathTest::slope);
  }

  @Test
  void tanhSlope() {
    assertUlps(4, VectorMath::tanhSlope, x -> 4 * slope(2 * x));
  }

  private static double slope(double x) {
    double e = Math.exp(-Math.abs(x));
    return e / ((1 + e) * (1 + e));
  }

  private static void assertUlps(
      double bound, UnaryOperator<FloatVector> function, DoubleUnaryOperator exact) {
    double worst = 0;
    float at = 0;
    float[] values = new float[Lanes.COUNT];
    float[] results = new float[Lanes.COUNT];
    for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; ) {
      for (int i = 0; i < values.length; i++, bits += STEP) {
        values[i] = Float.intBitsToFloat((int) Math.min(bits, Integer.MAX_VALUE));
      }
      function.apply(FloatVector.fromArray(Lanes.SPECIES, values, 0)).intoArray(results, 0);
      for (int i = 0; i < values.length; i++) {
        double error = ulps(results[i], exact.applyAsDouble(values[i]));
        if (error > worst) {
          worst = error;
          at = values[i];
        }
      }
    }
    assertTrue(worst <= bound, "worst error is " + worst + " units in the last place, at " + at);
  }

  /** Distance in units of the exact result's last place as a float. */
  private static double ulps(float result, double exact) {
    if (Float.compare(result, (float) exact) == 0) {
      return 0;
    }
    if (!Float.isFinite((float) exact)) {
      // Rounding may decide between the largest float and infinity; nothing else may differ.
      return Float.isNaN((float) exact) || Math.abs(result) < Float.MAX_VALUE
          ? Double.POSITIVE_INFINITY
          : 1;
    }
    return Math.abs(result - exact) / Math.ulp((float) exact);
  }
}
