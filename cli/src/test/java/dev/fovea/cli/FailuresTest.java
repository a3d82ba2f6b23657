package dev.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.MemoryStats;
import dev.fovea.backend.OutOfMemoryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FailuresTest {
  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new FoveaException("gemm: rule: m=0"), "gemm: rule: m=0"),
        Arguments.of(new NoSuchFileException("a.png"), "no such file or folder: a.png"),
        Arguments.of(
            new AccessDeniedException("runs"),
            "no permission: runs; change its permissions or choose another place"),
        Arguments.of(
            new FileSystemException("m.safetensors", null, "No space left on device"),
            "no space left on device: m.safetensors; make room, or choose another disk"),
        Arguments.of(
            new UncheckedIOException(new IOException("broken pipe")),
            "input or output failed: broken pipe"),
        Arguments.of(
            new OutOfMemoryException(
                "java", 1000, new MemoryStats(10, 20, 30, 40), OptionalLong.empty()),
            "java: out of memory: asked=1000 bytes, live=10, cached=20, limit=40; use a smaller"
                + " batch, or raise the limit with -Dfovea.memory=BYTES"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void wrongInputIsOneSentenceAndStatusTwo(Throwable thrown, String sentence) {
    assertEquals(new Failure(sentence, 2), Failures.of(thrown));
  }

  @Test
  void aFullHeapSaysWhatWasLiveAndTheLimit() {
    var failure = Failures.of(new OutOfMemoryError("Java heap space"));
    assertEquals(2, failure.status());
    assertTrue(
        failure
            .sentence()
            .matches(
                "out of memory on the Java heap: Java heap space; live=.*iB, limit=.*iB; use a"
                    + " smaller --batch, or a larger heap: FOVEA_JAVA_OPTS=-Xmx1g"),
        failure.sentence());
  }

  @Test
  void aFaultOfFoveasOwnHasAnotherStatus() {
    var failure = Failures.of(new IllegalStateException("line one\n  line two"));
    assertEquals(70, failure.status());
    assertEquals(
        "internal error: IllegalStateException: line one line two; --debug prints where, which"
            + " helps in a report",
        failure.sentence());
  }
}
