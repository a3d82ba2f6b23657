package dev.fovea.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return Main.run(
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false),
        arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gem | fovea: unknown suite: gem; there are: gemm, conv, ",
        "gemm --peers mkl,atlas | fovea: unknown peer: atlas; there are: openblas, mkl, onednn,"
            + " cublas, cudnn, libtorch, onnxruntime, deeplearning4j, none",
        "gemm --threads 0 | fovea: --threads must be at least 1: 0",
        "gemm --forks -1 | fovea: --forks must be at least 1: -1",
        "gemm --case zebra | fovea: bench: no row has all words of --case: zebra",
        "gemm --precision half | fovea: unknown precision: half; there are: float32,"
            + " strict_float32, tf32, bfloat16",
        "gemm --backend cud | fovea: unknown backend: cud; there are: ",
        "gemm --fast | fovea: unknown option: --fast",
        "gemm --threads x | fovea: invalid value for option '--threads'",
        "--quick | fovea: missing required parameter: 'SUITE'",
      })
  void wrongRequestsGetOneSentenceAndStatusTwo(String arguments, String sentence) {
    assertEquals(2, run(arguments.split(" ")));
    var text = err.toString(StandardCharsets.UTF_8);
    assertTrue(text.startsWith(sentence), text);
    assertEquals(1, text.lines().count(), text);
    assertEquals("", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void helpNamesAllSuitesAndPeers() {
    assertEquals(0, run("--help"));
    var text = out.toString(StandardCharsets.UTF_8);
    for (var suite : dev.fovea.bench.suites.Suite.values()) {
      assertTrue(text.contains(suite.id()), suite.id());
    }
    for (var peer : dev.fovea.bench.peers.Peers.all()) {
      assertTrue(text.contains(peer.id()), peer.id());
    }
  }
}
