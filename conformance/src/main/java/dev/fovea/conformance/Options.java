package dev.fovea.conformance;

import static dev.fovea.backend.ShapeException.require;

/**
 * What to check.
 *
 * @param forward whether to run the listed cases
 * @param gradients whether to hold gradients against central differences
 * @param identities whether to check algebraic identities
 * @param determinism whether to run each listed case twice and compare bits
 * @param fuzz number of random cases
 * @param seed what the random cases are drawn from
 * @param operation the SPI method or operation to keep to, or null for all
 * @param largestWork floating-point operations that one call of an identity may take
 */
public record Options(
    boolean forward,
    boolean gradients,
    boolean identities,
    boolean determinism,
    int fuzz,
    long seed,
    String operation,
    long largestWork) {
  /** Checks the ranges. */
  public Options {
    require(fuzz >= 0, "check: number of random cases must not be negative: fuzz=%d", fuzz);
    require(largestWork > 0, "check: largest work must be positive: largestWork=%d", largestWork);
  }

  /** The listed cases and the identities. */
  public static Options standard() {
    return new Options(true, false, true, false, 0, 0, null, 4_000_000_000L);
  }

  /** Nothing yet: a start for the methods below. */
  public static Options none() {
    return new Options(false, false, false, false, 0, 0, null, 4_000_000_000L);
  }

  /** The same, with or without the listed cases. */
  public Options withForward(boolean forward) {
    return new Options(
        forward, gradients, identities, determinism, fuzz, seed, operation, largestWork);
  }

  /** The same, with or without gradient checks. */
  public Options withGradients(boolean gradients) {
    return new Options(
        forward, gradients, identities, determinism, fuzz, seed, operation, largestWork);
  }

  /** The same, with or without identities. */
  public Options withIdentities(boolean identities) {
    return new Options(
        forward, gradients, identities, determinism, fuzz, seed, operation, largestWork);
  }

  /** The same, with or without running each case twice. */
  public Options withDeterminism(boolean determinism) {
    return new Options(
        forward, gradients, identities, determinism, fuzz, seed, operation, largestWork);
  }

  /** The same with random cases. */
  public Options withFuzz(int fuzz, long seed) {
    return new Options(
        forward, gradients, identities, determinism, fuzz, seed, operation, largestWork);
  }

  /** The same for one SPI method ({@code pool2d}) or operation ({@code maxPool2d}) only. */
  public Options withOperation(String operation) {
    return new Options(
        forward, gradients, identities, determinism, fuzz, seed, operation, largestWork);
  }

  /** The same with other identities: those whose calls take at most this many operations. */
  public Options withLargestWork(long largestWork) {
    return new Options(
        forward, gradients, identities, determinism, fuzz, seed, operation, largestWork);
  }
}
