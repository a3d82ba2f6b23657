package dev.fovea.backend;

import static dev.fovea.backend.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BackendsTest {
  @Test
  void findsTheReference() {
    var names = Backends.providers().stream().map(BackendProvider::name).toList();
    assertTrue(names.contains("reference"), names.toString());
    assertEquals("reference", names.getLast());
  }

  @Test
  void opensTheBestThatOpens() {
    try (var backend = Backends.open()) {
      assertEquals(Backends.providers().getFirst().name(), backend.name());
    }
  }

  @Test
  void anUnknownNameListsWhatThereIs() {
    var refusal =
        assertThrows(
            BackendUnavailableException.class,
            () -> Backends.open("abacus", BackendOptions.defaults()));
    assertEquals("unknown backend: abacus; there are: reference", refusal.getMessage());
  }

  @Test
  void checksOnce() {
    try (var backend = Backends.open("reference", BackendOptions.defaults())) {
      assertSame(backend, Backends.checked(backend));
    }
  }

  @Test
  void anEpilogueIsBuiltStepByStep() {
    try (var backend = Backends.open("reference", BackendOptions.defaults());
        var bias = backend.floats(1)) {
      assertTrue(Epilogue.NONE.isNone());
      var epilogue = Epilogue.bias(bias).add(bias).relu();
      assertEquals(new Epilogue(bias, bias, Activation.RELU), epilogue);
      assertTrue(!epilogue.isNone() && !Epilogue.NONE.relu().isNone());
    }
  }

  @Test
  void optionsComeFromProperties() {
    assertEquals(3, withProperty("fovea.threads", "3").threads());
    assertEquals(1 << 20, withProperty("fovea.memory", "1048576").memoryLimit());
    assertEquals(2, BackendOptions.defaults().withThreads(2).threads());
    assertRefused(
        "backend: at least one thread: threads=0", () -> withProperty("fovea.threads", "0"));
    assertRefused(
        "backend: memory limit must be positive: limit=-1",
        () -> withProperty("fovea.memory", "-1"));
    var refusal = assertThrows(FoveaException.class, () -> withProperty("fovea.memory", "4g"));
    assertEquals("backend: not a whole number: fovea.memory=4g", refusal.getMessage());
    assertEquals(Precision.FLOAT32, BackendOptions.defaults().precision());
    var strict = withProperty("fovea.precision", "strict_float32");
    assertEquals(Precision.STRICT_FLOAT32, strict.withThreads(2).precision());
    refusal = assertThrows(FoveaException.class, () -> withProperty("fovea.precision", "half"));
    assertEquals(
        "backend: no such precision: fovea.precision=half, one of [float32, strict_float32, tf32,"
            + " bfloat16]",
        refusal.getMessage());
  }

  private static BackendOptions withProperty(String name, String value) {
    var before = System.getProperty(name);
    System.setProperty(name, value);
    try {
      return BackendOptions.defaults();
    } finally {
      if (before == null) {
        System.clearProperty(name);
      } else {
        System.setProperty(name, before);
      }
    }
  }
}
