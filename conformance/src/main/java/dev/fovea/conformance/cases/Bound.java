package dev.fovea.conformance.cases;

/** How far each element of a result may be from what was expected. */
@FunctionalInterface
public interface Bound {
  /** One absolute tolerance per element. */
  double[] tolerance(Expectation expected, String result);
}
