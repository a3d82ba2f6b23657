package dev.fovea.backend.reference;

/**
 * The order in which a maximum's position is found: the first NaN, else the first of the largest.
 */
final class Maximum {
  private Maximum() {}

  /** Whether a later value takes the place of the best so far. */
  static boolean beats(double value, double best) {
    return value > best || (Double.isNaN(value) && !Double.isNaN(best));
  }
}
