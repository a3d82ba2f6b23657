package dev.fovea.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.Precision;
import dev.fovea.conformance.Conformance;
import dev.fovea.conformance.Listener;
import dev.fovea.conformance.Options;
import dev.fovea.conformance.Outcome;
import dev.fovea.conformance.Report;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products and convolutions on tensor cores keep their precision's bounds, and no finer ones. */
@NeedsEmulation
class PrecisionConformanceTest {
  private static final long LARGEST_WORK = 10_000_000;

  private static Backend open(Precision precision) {
    return NeedsEmulation.Emulation.open(BackendOptions.defaults().withPrecision(precision));
  }

  private static Report check(Backend candidate, Options options, Listener listener) {
    try (var reference = Backends.open("reference", BackendOptions.defaults())) {
      return Conformance.run(candidate, reference, options, listener);
    }
  }

  /** The first case that fails. */
  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** One is enough, and the others take long. */
  private static final Listener BREAK =
      new Listener() {
        @Override
        public void finished(Outcome outcome) {
          if (outcome.status() == Outcome.Status.FAILED) {
            throw new Broken();
          }
        }
      };

  @TestFactory
  Stream<DynamicTest> keepsItsBounds() {
    return Stream.of(Precision.TF32, Precision.BFLOAT16)
        .flatMap(
            precision ->
                Conformance.methods().stream()
                    .filter(method -> method.equals("gemm") || method.startsWith("conv"))
                    .map(
                        method ->
                            DynamicTest.dynamicTest(
                                precision.id() + " " + method,
                                () -> keepsItsBounds(precision, method))));
  }

  private static void keepsItsBounds(Precision precision, String method) {
    var options =
        Options.standard().withFuzz(20, 2).withLargestWork(LARGEST_WORK).withOperation(method);
    try (var candidate = open(precision)) {
      var report = check(candidate, options, Listener.NONE);
      assertTrue(report.passed(), report::toTable);
      assertEquals(precision, report.precision());
      assertTrue(report.cases() > 0, "no case ran");
    }
  }

  /** So the bounds are no looser than they must be, and tensor cores do take part. */
  @ParameterizedTest
  @CsvSource({"TF32,FLOAT32", "BFLOAT16,TF32"})
  void breaksFinerBounds(Precision opened, Precision said) {
    for (var method :
        new String[] {"gemm", "conv2d", "conv2dInputGradient", "conv2dWeightGradient"}) {
      try (var backend = open(opened)) {
        var options = Options.none().withForward(true).withOperation(method);
        assertThrows(Broken.class, () -> check(saying(said, backend), options, BREAK), method);
      }
    }
  }

  private static Backend saying(Precision precision, Backend backend) {
    return (Backend)
        Proxy.newProxyInstance(
            PrecisionConformanceTest.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              try {
                return method.getName().equals("precision")
                    ? precision
                    : method.invoke(backend, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
