package dev.fovea.conformance;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.conformance.cases.Catalog;
import dev.fovea.conformance.cases.Identities;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The suite fails a backend with a bug, whichever operation it is in and whatever it is. */
class SeededBugTest {
  private static final long SMALL_WORK = 10_000_000;

  /** Ends a run at its first failure: the rest would only take time. */
  private static final class FirstFailure extends RuntimeException implements Listener {
    private static final long serialVersionUID = 1L;
    private transient Outcome outcome;

    FirstFailure() {
      super("first failure", null, false, false);
    }

    @Override
    public void finished(Outcome finished) {
      if (finished.status() == Outcome.Status.FAILED) {
        outcome = finished;
        throw this;
      }
    }
  }

  /** The first failure, or null if the bug goes unnoticed. */
  private static Outcome check(String method, Bug bug, Options options) {
    var first = new FirstFailure();
    try (var reference = reference();
        var broken = BrokenBackend.of(reference(), method, bug)) {
      Conformance.run(broken, reference, options, first);
    } catch (FirstFailure e) {
      return e.outcome;
    }
    return null;
  }

  private static Backend reference() {
    return Backends.open("reference", BackendOptions.defaults());
  }

  /** Bugs in every result of every SPI method. */
  @TestFactory
  Stream<DynamicTest> results() {
    return Conformance.methods().stream()
        .flatMap(
            method -> {
              List<Bug> bugs = new ArrayList<>();
              for (int result = 0; result < BrokenBackend.results(method); result++) {
                bugs.add(Bug.corrupt(result));
                bugs.add(Bug.skip(result));
                bugs.add(Bug.shift(result));
                bugs.add(Bug.overrun(result));
                bugs.add(Bug.imprecise(result));
              }
              return bugs.stream().map(bug -> forward(method, bug));
            });
  }

  /** NaN that does not come through. */
  @TestFactory
  Stream<DynamicTest> notANumber() {
    return Stream.of(
            "pool2d", "reduce", "unary", "binary", "softmax", "gather", "crossEntropy", "fill")
        .map(method -> forward(method, Bug.losesNan(0)));
  }

  /** Parts of arguments that are misread or forgotten. */
  @TestFactory
  Stream<DynamicTest> arguments() {
    return ArgumentBug.ALL.stream()
        .flatMap(bug -> bug.methods().stream().map(method -> forward(method, bug)));
  }

  private static DynamicTest forward(String method, Bug bug) {
    return caught(
        method + ": " + bug, method, bug, Options.none().withForward(true).withOperation(method));
  }

  /** Gradients that are wrong throughout, against differences: no reference gradient is needed. */
  @TestFactory
  Stream<DynamicTest> gradients() {
    return Conformance.methods().stream()
        .filter(method -> method.endsWith("Gradient"))
        .flatMap(
            method ->
                IntStream.range(0, BrokenBackend.results(method))
                    .mapToObj(
                        result ->
                            caught(
                                method + ": off by one in result " + result,
                                method,
                                Bug.shift(result),
                                Options.none()
                                    .withGradients(true)
                                    .withOperation(operation(method)))));
  }

  /** A name in the table that stands for a method. */
  private static String operation(String method) {
    var family = Catalog.family(method);
    return family.make(family.ids().getFirst()).operation();
  }

  /** Every small identity notices that its first call is wrong. */
  @TestFactory
  Stream<DynamicTest> identities() {
    return Identities.ALL.stream()
        .filter(identity -> identity.work() <= SMALL_WORK)
        .map(
            identity ->
                DynamicTest.dynamicTest(
                    identity.name(),
                    () -> {
                      try (var broken = BrokenBackend.of(reference(), null, Bug.garble())) {
                        assertTrue(IdentityCheck.run(identity, broken).failed());
                      }
                    }));
  }

  private static DynamicTest caught(String name, String method, Bug bug, Options options) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          var failure = check(method, bug, options);
          assertNotNull(failure, "not noticed");
          assertTrue(failure.error() > 1);
        });
  }
}
