package dev.fovea.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.Precision;
import dev.fovea.conformance.cases.Identities;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each precision has bounds that it keeps, and that the next coarser one doesn't. */
class PrecisionBoundsTest {
  private static final List<String> METHODS =
      List.of(
          "gemm",
          "conv2d",
          "conv2dInputGradient",
          "conv2dWeightGradient",
          "convTranspose2d",
          "convTranspose2dInputGradient",
          "convTranspose2dWeightGradient");

  private static final List<String> OPERATIONS = List.of("gemm", "conv2d", "convTranspose2d");
  private static final List<Format> ROUNDED = List.of(Format.TF32, Format.BFLOAT16);
  private static final long LARGEST_WORK = 10_000_000;
  private static final Options IDENTITIES =
      Options.none().withIdentities(true).withLargestWork(LARGEST_WORK);

  /** From fine to coarse; the reference itself rounds to float32 only. */
  private enum Format {
    FLOAT32(22),
    TF32(10),
    BFLOAT16(7),
    COARSER(5);

    private final int bits;

    Format(int bits) {
      this.bits = bits;
    }

    Backend open(Precision said) {
      var exact = Backends.open("reference", BackendOptions.defaults());
      return this == FLOAT32 ? exact : RoundingBackend.of(exact, bits, said);
    }
  }

  /** A format under its own bounds, and under those of the next finer one. */
  @TestFactory
  Stream<DynamicTest> forward() {
    return METHODS.stream()
        .flatMap(
            method -> {
              var options = Options.none().withFuzz(30, 1).withOperation(method);
              return Stream.of(
                  test(method, Format.TF32, Precision.TF32, options, true),
                  test(method, Format.BFLOAT16, Precision.BFLOAT16, options, true),
                  test(method, Format.TF32, Precision.FLOAT32, options, false),
                  test(method, Format.BFLOAT16, Precision.TF32, options, false),
                  test(method, Format.COARSER, Precision.BFLOAT16, options, false));
            });
  }

  /** Central differences are exact: what rounding does to a gradient must fit. */
  @TestFactory
  Stream<DynamicTest> gradients() {
    return Stream.of("gemm", "conv2dWeightGradient")
        .flatMap(method -> ownBounds(method, Options.none().withGradients(true)));
  }

  @TestFactory
  Stream<DynamicTest> identities() {
    return OPERATIONS.stream().flatMap(operation -> ownBounds(operation, IDENTITIES));
  }

  /** Nor do identities, whose sums are long, take anything for rounding. */
  @TestFactory
  Stream<DynamicTest> identitiesOfWrongResults() {
    return OPERATIONS.stream()
        .flatMap(operation -> ROUNDED.stream().map(format -> garbled(operation, format)));
  }

  private static Stream<DynamicTest> ownBounds(String method, Options options) {
    return ROUNDED.stream()
        .map(
            format -> test(method, format, precision(format), options.withOperation(method), true));
  }

  private static DynamicTest garbled(String operation, Format format) {
    return DynamicTest.dynamicTest(
        "%s, factors in %s, first result garbled".formatted(operation, format),
        () -> {
          for (var id : identities(operation)) {
            try (var backend = format.open(precision(format));
                var against = Format.FLOAT32.open(null)) {
              var broken = BrokenBackend.of(backend, null, Bug.garble());
              assertFalse(Conformance.reproduce(broken, against, id, Listener.NONE).passed(), id);
            }
          }
        });
  }

  private static List<String> identities(String operation) {
    return Identities.ALL.stream()
        .filter(identity -> identity.operation().equals(operation))
        .filter(identity -> identity.work() <= LARGEST_WORK)
        .map(identity -> Session.IDENTITY + identity.name())
        .toList();
  }

  private static Precision precision(Format format) {
    return Precision.find(format.name()).orElseThrow();
  }

  private static DynamicTest test(
      String method, Format format, Precision said, Options options, boolean passes) {
    return DynamicTest.dynamicTest(
        "%s, factors in %s judged as %s".formatted(method, format, said),
        () -> {
          try (var candidate = format.open(said);
              var against = Format.FLOAT32.open(null)) {
            var report = Conformance.run(candidate, against, options, Listener.NONE);
            assertEquals(passes, report.passed(), report::toTable);
          }
        });
  }
}
