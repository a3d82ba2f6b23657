package dev.fovea.conformance;

import dev.fovea.backend.Backend;
import dev.fovea.backend.DataType;
import dev.fovea.conformance.cases.Bound;
import dev.fovea.conformance.cases.Buffers;
import dev.fovea.conformance.cases.Case;
import dev.fovea.conformance.cases.Expectation;
import dev.fovea.conformance.cases.Operand;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a case on two backends and compares what they leave in its operands. */
final class ForwardCheck {
  private final Backend candidate;
  private final Backend against;

  ForwardCheck(Backend candidate, Backend against) {
    this.candidate = candidate;
    this.against = against;
  }

  /** Compares with the other backend, within the case's bounds. */
  Verdict run(Case checked) {
    return compare(checked, (expected, name) -> checked.bound(name).tolerance(expected, name));
  }

  /** Compares bits with the other backend; both take prepared operands from it. */
  Verdict sameBits(Case checked) {
    return compare(checked, (expected, name) -> new double[expected.after(name).length]);
  }

  private Verdict compare(Case checked, Bound bound) {
    for (var backend : List.of(candidate, against)) {
      if (!supports(backend, checked)) {
        return Verdict.skipped("not supported by " + backend.name());
      }
    }
    var verdict = new Verdict();
    Expectation expected;
    try {
      expected = Expectation.of(checked, against, candidate.precision());
    } catch (RuntimeException | LinkageError | AssertionError e) {
      verdict.complain("thrown by " + against.name() + ": " + e);
      return verdict;
    }
    call(candidate, checked, expected, verdict)
        .forEach(
            (name, actual) ->
                verdict.add(
                    name,
                    actual.length,
                    Comparison.of(expected.after(name), actual, bound.tolerance(expected, name))));
    return verdict;
  }

  static boolean supports(Backend backend, Case checked) {
    return checked.record() == null || backend.supports(checked.record(), DataType.FLOAT32);
  }

  /** Calls the operation on the candidate; gives what its results hold. */
  private static Map<String, double[]> call(
      Backend backend, Case checked, Expectation expected, Verdict verdict) {
    try (var buffers = Buffers.of(backend, expected.operands(), DataType.FLOAT32)) {
      checked.call().run(backend, buffers);
      Map<String, double[]> results = new LinkedHashMap<>();
      for (var operand : expected.operands()) {
        if (operand.isResult()) {
          results.put(operand.name(), buffers.read(operand.name()));
          if (!buffers.guardHolds(operand.name())) {
            verdict.complain(operand.name() + ": written beyond its end");
          }
        } else if (operand.role() != Operand.Role.SCRATCH
            && !Arrays.equals(operand.values(), buffers.read(operand.name()))) {
          verdict.complain(operand.name() + ": an input was changed");
        }
      }
      return results;
    } catch (RuntimeException | LinkageError | AssertionError e) {
      verdict.complain("thrown: " + e);
      return Map.of();
    }
  }
}
