package dev.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {
  @Test
  void redrawsOneLineAndErasesIt() throws InterruptedException {
    var bytes = new ByteArrayOutputStream();
    var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    try (var line = new ProgressLine(new Terminal(out, out, true), "epoch 1/2", 100)) {
      line.at(50, "loss 0.5");
      Thread.sleep(300);
    }
    Thread.sleep(200);
    var text = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("epoch 1/2  50%"), text);
    assertTrue(text.contains("loss 0.5"), text);
    assertEquals(-1, text.indexOf('\n'), "stays on its line");
    assertTrue(text.endsWith("\r\u001b[K"), "erased at the end");
  }
}
