package dev.fovea.conformance;

import dev.fovea.backend.Backend;
import dev.fovea.backend.DataType;
import dev.fovea.conformance.cases.Identity;
import java.util.List;

/** Computes both sides of an identity on one backend, or one side on two. */
final class IdentityCheck {
  private IdentityCheck() {}

  /** Compares both sides. */
  static Verdict run(Identity identity, Backend backend) {
    if (!backend.supports(identity.record(), DataType.FLOAT32)) {
      return Verdict.skipped("not supported by " + backend.name());
    }
    var verdict = new Verdict();
    try {
      var sides = identity.run(backend);
      verdict.add(
          identity.formula() + ", element ",
          sides.left().length,
          Comparison.of(sides.left(), sides.right(), sides.tolerance()));
    } catch (RuntimeException | LinkageError | AssertionError e) {
      verdict.complain("thrown: " + e);
    }
    return verdict;
  }

  /** Compares the bits of two backends. */
  static Verdict sameBits(Identity identity, Backend one, Backend other) {
    for (var backend : List.of(one, other)) {
      if (!backend.supports(identity.record(), DataType.FLOAT32)) {
        return Verdict.skipped("not supported by " + backend.name());
      }
    }
    var verdict = new Verdict();
    try {
      var first = identity.run(one);
      var second = identity.run(other);
      var exact = new double[first.left().length];
      verdict.add("left side", exact.length, Comparison.of(first.left(), second.left(), exact));
      verdict.add("right side", exact.length, Comparison.of(first.right(), second.right(), exact));
    } catch (RuntimeException | LinkageError | AssertionError e) {
      verdict.complain("thrown: " + e);
    }
    return verdict;
  }
}
