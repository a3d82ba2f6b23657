package dev.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckTest {
  @TempDir Path folder;

  @Test
  void oneCasePassesAndIsReported() throws IOException {
    var json = folder.resolve("report.json");
    var result = CommandResult.of("check", "--case", "gemm:0", "--json", json.toString());
    assertEquals(0, result.status(), result.err());
    assertTrue(result.out().matches("(?s).*\ngemm +1 +\\d\\.\\d+ +ok\n.*"), result.out());
    var report = Files.readString(json);
    assertTrue(
        report.matches(
            "\\{\"backend\":\"java\",\"against\":\"reference\",\"precision\":\"float32\",.*\"passed\":true,\"cases\":1,\"failed\":0,\"rows\":\\[\\{\"operation\":\"gemm\",.*\\]\\}\n"),
        report);
  }

  @Test
  void withoutATerminalThereAreNoControlCharacters() {
    var out = CommandResult.of("check", "--case", "gemm:0").out();
    assertTrue(out.indexOf('\r') < 0 && out.indexOf('\u001b') < 0, out);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--backend nosuch|unknown backend: nosuch; there are: cuda, java, reference",
        "--against nosuch|unknown backend: nosuch; there are: cuda, java, reference",
        "--fuzz -1|check: number of random cases must not be negative: fuzz=-1",
        "--operation nosuch|check: no case for operation=nosuch; write an SPI method or a name from"
            + " the table, such as conv2d or maxPool2d",
        "--precision half|--precision: no such precision: half; there are: float32,"
            + " strict_float32, tf32, bfloat16",
        "--threads 0|backend: at least one thread: threads=0",
      })
  void wrongOptionsAreRefused(String arguments, String sentence) {
    var words = ("check " + arguments).split(" ", -1);
    CommandResult.of(words).assertRefused(sentence);
  }

  @Test
  void theReportMustBeWritable() throws IOException {
    var file = Files.createFile(folder.resolve("taken"));
    CommandResult.of("check", "--case", "gemm:0", "--json", file.resolve("report.json").toString())
        .assertRefused(
            "--json: can't write to the folder: exists already and is not a folder: " + file);
  }
}
