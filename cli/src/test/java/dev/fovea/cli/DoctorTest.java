package dev.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DoctorTest {
  private final CommandResult result = CommandResult.of("doctor");

  @ParameterizedTest
  @ValueSource(
      strings = {"version", "JIT", "available", "vectors", "FMA", "Java heap", "java", "reference"})
  void saysWhatIsThere(String label) {
    assertTrue(
        result.out().lines().anyMatch(line -> line.matches("  " + label + " +\\S.*")),
        result.out());
  }

  @Test
  void aFastBackendOpensHere() {
    assertEquals(0, result.status());
    assertTrue(result.out().matches("(?s).*\n  java +opens: .*"), result.out());
  }
}
