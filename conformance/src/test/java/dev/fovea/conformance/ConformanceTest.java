package dev.fovea.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.FoveaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConformanceTest {
  private Backend reference;
  private Backend broken;

  @BeforeEach
  void open() {
    reference = Backends.open("reference", BackendOptions.defaults());
    broken =
        BrokenBackend.of(
            Backends.open("reference", BackendOptions.defaults()), "slice", Bug.corrupt(0));
  }

  @AfterEach
  void close() {
    broken.close();
    reference.close();
  }

  @Test
  void theCommandOfAFailureRunsThatCaseAlone() {
    var options = Options.none().withForward(true).withOperation("slice");
    var report = Conformance.run(broken, reference, options, Listener.NONE);
    var failure = report.failures().getFirst();
    assertEquals("./fovea check --backend reference --case slice:0", failure.reproduction());

    var again = Conformance.reproduce(broken, reference, failure.id(), Listener.NONE);
    assertEquals(1, again.cases());
    assertEquals(failure.message(), again.failures().getFirst().message());
  }

  @Test
  void aRandomFailureIsShrunkAndComesBack() {
    var options = Options.none().withFuzz(20, 3).withOperation("slice");
    var report = Conformance.run(broken, reference, options, Listener.NONE);
    assertEquals(20, report.failed());
    var failure = report.failures().getFirst();
    assertTrue(failure.id().startsWith("slice:seed=3:index="), failure.id());
    assertTrue(failure.id().endsWith(":size=1"), failure.id());

    var again = Conformance.reproduce(broken, reference, failure.id(), Listener.NONE);
    assertEquals(failure.message(), again.failures().getFirst().message());
  }

  @Test
  void everyKindOfIdRunsOneCase() {
    for (var id :
        new String[] {
          "conv2d:3",
          "conv2d:seed=7:index=12",
          "pool2d:0:gradient",
          "gemm:5:bits",
          "identity:softmax-sum",
          "identity:softmax-sum:bits"
        }) {
      assertEquals(1, Conformance.reproduce(reference, reference, id, Listener.NONE).cases(), id);
    }
  }

  @Test
  void namesOfNothingAreRefused() {
    var options = Options.standard().withOperation("conv3d");
    for (var id :
        new String[] {"conv2d:9999", "conv3d:0", "identity:none", "rubbish", ":gradient"}) {
      assertThrows(
          FoveaException.class,
          () -> Conformance.reproduce(reference, reference, id, Listener.NONE),
          id);
    }
    assertThrows(
        FoveaException.class, () -> Conformance.run(reference, reference, options, Listener.NONE));
  }

  @Test
  void differentBitsOnTwoBackendsAreSeen() {
    var options = Options.none().withOperation("slice");
    assertFalse(Conformance.sameBits(broken, reference, options, Listener.NONE).passed());
    assertTrue(Conformance.sameBits(reference, reference, options, Listener.NONE).passed());
  }

  @Test
  void theTableNamesOperationsAndFailures() {
    var options = Options.none().withForward(true).withOperation("slice");
    var table = Conformance.run(broken, reference, options, Listener.NONE).toTable();
    assertTrue(table.contains("slice") && table.contains("FAIL"), table);
    assertTrue(table.contains("--case slice:0"), table);
  }

  @Test
  void oneOperationOfAMethodCanBeChosen() {
    var options = Options.none().withForward(true).withOperation("averagePool2d");
    var report = Conformance.run(reference, reference, options, Listener.NONE);
    assertEquals(1, report.rows().size());
    assertEquals("averagePool2d", report.rows().getFirst().operation());
  }
}
