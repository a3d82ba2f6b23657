package dev.fovea.conformance;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Makes the case list a JUnit test of one backend: extend it and say how the backend opens.
 *
 * {@snippet :
 * class MyBackendConformanceTest extends BackendConformanceTest {
 *   @Override
 *   protected Backend open() {
 *     return Backends.checked(new MyBackend());
 *   }
 * }
 * }
 *
 * <p>A failure lists the cases by id, and {@link Conformance#reproduce} runs one of them alone.
 */
@SuppressWarnings("exports") // whoever does not extend it does without JUnit
public abstract class BackendConformanceTest {
  /** For subclasses. */
  protected BackendConformanceTest() {}

  /** Opens the backend to check; each test opens and closes one. */
  protected abstract Backend open();

  /**
   * Opens the backend a second time, with settings on which its bits must not depend: another
   * number of threads, say.
   */
  protected Backend openAgain() {
    return open();
  }

  /** Opens what it is compared with: the reference backend. */
  protected Backend openAgainst() {
    return Backends.open("reference", BackendOptions.defaults());
  }

  /** Random cases per SPI method. */
  protected int fuzz() {
    return 40;
  }

  /** What the random cases are drawn from. */
  protected long seed() {
    return 1;
  }

  /** Floating-point operations that one call of an identity may take. */
  protected long largestWork() {
    return Options.standard().largestWork();
  }

  /** Listed cases against the other backend. */
  @TestFactory
  public final Stream<DynamicTest> forward() {
    return perMethod(Options.none().withForward(true));
  }

  /** Random cases against the other backend. */
  @TestFactory
  public final Stream<DynamicTest> fuzzing() {
    return perMethod(Options.none().withFuzz(fuzz(), seed()));
  }

  /** Gradients against central differences. */
  @Test
  public final void gradients() {
    check(Options.none().withGradients(true));
  }

  /** Identities at large sizes. */
  @Test
  public final void identities() {
    check(Options.none().withIdentities(true).withLargestWork(largestWork()));
  }

  /** The same bits again, whatever {@link #openAgain} changes. */
  @Test
  public final void determinism() {
    try (var candidate = open();
        var again = openAgain()) {
      var options = Options.none().withLargestWork(largestWork());
      passes(Conformance.sameBits(candidate, again, options, Listener.NONE));
    }
  }

  private Stream<DynamicTest> perMethod(Options options) {
    return Conformance.methods().stream()
        .map(method -> DynamicTest.dynamicTest(method, () -> check(options.withOperation(method))));
  }

  private void check(Options options) {
    try (var candidate = open();
        var against = openAgainst()) {
      passes(Conformance.run(candidate, against, options, Listener.NONE));
    }
  }

  private static void passes(Report report) {
    Assertions.assertTrue(report.passed(), report::toTable);
    Assertions.assertTrue(report.cases() + report.skipped() > 0, "no case ran");
  }
}
