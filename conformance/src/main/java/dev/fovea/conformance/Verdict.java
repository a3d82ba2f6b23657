package dev.fovea.conformance;

import java.util.ArrayList;
import java.util.List;

/** What one check of one case found so far. */
final class Verdict {
  private final List<String> complaints = new ArrayList<>();
  private double worst;
  private String skipped;

  /** Takes in a comparison of a result of this name. */
  void add(String name, int length, Comparison comparison) {
    worst = Math.max(worst, comparison.worst());
    if (!comparison.passed()) {
      complaints.add(comparison.message(name, length));
    }
  }

  /** Something is wrong that no bound measures. */
  void complain(String complaint) {
    worst = Double.POSITIVE_INFINITY;
    complaints.add(complaint);
  }

  /** The backend does not support it. */
  static Verdict skipped(String reason) {
    var verdict = new Verdict();
    verdict.skipped = reason;
    return verdict;
  }

  boolean failed() {
    return !complaints.isEmpty();
  }

  Outcome outcome(String id, String operation, Check check, String geometry) {
    if (skipped != null) {
      return new Outcome(id, operation, check, Outcome.Status.SKIPPED, 0, geometry, skipped);
    }
    return new Outcome(
        id,
        operation,
        check,
        failed() ? Outcome.Status.FAILED : Outcome.Status.PASSED,
        worst,
        geometry,
        String.join(System.lineSeparator(), complaints));
  }
}
