package dev.fovea.backend.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalQuantileTest {
  /** From tables; the first two are the checks that the algorithm's paper gives. */
  @ParameterizedTest
  @CsvSource({
    "0.25, -0.6744897501960817",
    "0.001, -3.090232306167814",
    "0.9, 1.2815515655446004",
    "0.975, 1.959963984540054",
    "0.99, 2.3263478740408408",
    "0.9999, 3.719016485455709"
  })
  void givesTheTabulatedQuantiles(double p, double z) {
    assertEquals(z, NormalQuantile.of(p), 4e-15 * Math.abs(z));
  }

  @Test
  void isOddAboutOneHalf() {
    assertEquals(0, NormalQuantile.of(0.5));
    for (double p = 0x1p-25; p < 0.5; p *= 1.75) {
      double exact = Math.rint(p * 0x1p25) * 0x1p-25;
      assertEquals(-NormalQuantile.of(exact), NormalQuantile.of(1 - exact));
    }
  }

  @Test
  void undoesTheDistributionFunction() {
    for (double p = 0x1p-25; p <= 0.5; p *= 1.01) {
      double back = lowerTail(-NormalQuantile.of(p));
      assertTrue(Math.abs(back - p) <= 2e-14 * p, "p=" + p + " back=" + back);
    }
  }

  /** {@code Φ(-z)}: the series near the middle, Laplace's continued fraction in the tail. */
  private static double lowerTail(double z) {
    double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    if (z < 2) {
      double term = z;
      double sum = z;
      for (int k = 3; k < 100; k += 2) {
        term *= z * z / k;
        sum += term;
      }
      return 0.5 - density * sum;
    }
    double fraction = z;
    for (int k = 200; k >= 1; k--) {
      fraction = z + k / fraction;
    }
    return density / fraction;
  }

  /** The quantile asks for logarithms up to 0.075; near 1 the last two bits would be lost. */
  @Test
  void logarithmIsAccurate() {
    for (double x = 0x1p-25; x < 0.5; x *= 1.001) {
      double expected = Math.log(x);
      double error = Math.abs(NormalQuantile.ln(x) - expected);
      assertTrue(error <= 1.5 * Math.ulp(expected), "x=" + x + " error=" + error);
    }
    assertEquals(0, NormalQuantile.ln(1));
  }
}
