package dev.fovea.bench.guest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestLoopTest {
  /** A guest that counts. */
  private static final class Counter implements Guest {
    private float threads;
    private float calls;
    private boolean closed;

    @Override
    public String version() {
      return "1.2";
    }

    @Override
    public void open(Path folder, int count) {
      if (folder.toString().equals("no where")) {
        throw new IllegalArgumentException("no\nfolder");
      }
      threads = count;
    }

    @Override
    public void run() {
      calls++;
    }

    @Override
    public void reset() {
      calls = 0;
    }

    @Override
    public float[] result() {
      return new float[] {threads, calls};
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final Counter guest = new Counter();

  private List<String> answers(String... requests) throws IOException {
    var input =
        new ByteArrayInputStream(String.join("\n", requests).getBytes(StandardCharsets.UTF_8));
    var output = new ByteArrayOutputStream();
    GuestLoop.serve(guest, input, new PrintStream(output, true, StandardCharsets.UTF_8));
    return output.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void eachRequestIsAnsweredByOneLineAndTheEndCloses(@TempDir Path folder) throws IOException {
    var file = folder.resolve("result");
    var answers =
        answers("version", "open 2 " + folder, "run", "run", "reset", "run", "result " + file);
    assertEquals("ok 1.2", answers.get(0));
    assertEquals("ok", answers.get(1));
    assertTrue(answers.get(2).matches("ok \\d+"), answers.get(2));
    assertEquals(7, answers.size());
    assertArrayEquals(new float[] {2, 1}, FloatFile.read(file));
    assertTrue(guest.closed);
  }

  @Test
  void aFailureIsAnAnswerAndNotTheEnd() throws IOException {
    var answers = answers("open 1 no where", "dance", "version");
    assertEquals("failed java.lang.IllegalArgumentException: no folder", answers.get(0));
    assertTrue(answers.get(1).endsWith("unknown request: dance"), answers.get(1));
    assertEquals("ok 1.2", answers.get(2));
  }

  @Test
  void aGuestThatEndsIsReportedWithItsLastWords() {
    try (var process = GuestProcess.start(List.of("sh", "-c", "echo gone >&2"), 1)) {
      var failure = assertThrows(IllegalStateException.class, () -> process.ask("version"));
      assertEquals("the guest ended: gone", failure.getMessage());
    }
  }

  @Test
  void theHostReadsWhatFollowsOk() {
    try (var process = GuestProcess.start(List.of("sh", "-c", "read x; echo ok $x 7"), 1)) {
      assertEquals("run 7", process.ask("run"));
    }
  }
}
