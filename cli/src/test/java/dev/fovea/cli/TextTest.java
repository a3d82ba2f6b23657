package dev.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Units, tables and JSON. */
final class TextTest {
  @Test
  void bytesHaveBinaryUnits() {
    assertEquals("1023 bytes", Units.bytes(1023));
    assertEquals("1.0 KiB", Units.bytes(1024));
    assertEquals("10 MiB", Units.bytes(10 << 20));
    assertEquals("no limit", Units.bytes(Long.MAX_VALUE));
  }

  @Test
  void numbersAreReadable() {
    assertEquals("99.13 %", Units.percent(0.9913));
    assertEquals("25,124", Units.grouped(25123.6));
    assertEquals("4.2 s", Units.span(Duration.ofMillis(4200)));
    assertEquals("3 min 05 s", Units.span(Duration.ofSeconds(185)));
  }

  @Test
  void columnsLineUp() {
    var table = new Table("epoch", "loss").row("1", "0.25").row("10", "0.1");
    assertEquals(
        List.of("epoch  loss", "1      0.25", "10      0.1"), table.toString().lines().toList());
  }

  @Test
  void jsonIsOneLine() {
    var object = new LinkedHashMap<String, Object>();
    object.put("text", "a \"b\"\n");
    object.put("numbers", Arrays.asList(1, 2L, 0.5, 0.25f));
    object.put("none", null);
    object.put("true", true);
    object.put("infinite", Double.POSITIVE_INFINITY);
    assertEquals(
        "{\"text\":\"a \\\"b\\\"\\n\",\"numbers\":[1,2,0.5,0.25],\"none\":null,\"true\":true,"
            + "\"infinite\":\"Infinity\"}",
        Json.line(object));
  }
}
