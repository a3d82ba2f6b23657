package dev.fovea.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import dev.fovea.backend.Precision;
import dev.fovea.backend.op.Gemm;
import dev.fovea.bench.measure.Aside;
import dev.fovea.bench.measure.Machine;
import dev.fovea.bench.measure.Row;
import dev.fovea.bench.measure.Samples;
import dev.fovea.bench.suites.Case;
import dev.fovea.bench.suites.Suite;
import dev.fovea.bench.work.GemmWork;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SuiteResultTest {
  private static final Environment ENVIRONMENT =
      new Environment(
          "a processor",
          null,
          "25",
          List.of("-XX:+UseSerialGC"),
          Map.of("KMP_BLOCKTIME", "1"),
          2,
          List.of(new Machine(512, 2, 200e9, 400e9, 20e9, 30e9, 15e9, 25e9)),
          Map.of("fast", "1.0"),
          Map.of("absent", "its native library does not load here: no jniabsent"));

  private static final SuiteResult RESULT =
      new SuiteResult(
          Suite.GEMM,
          List.of(
              row("one", 1e6, Map.of("fast", 2e6, "slow", 8e6)),
              row("two", 2e6, Map.of("fast", 1e6))),
          List.of(row("three", 1, Map.of()).row()),
          List.of(new Aside("network", 100L << 20, Map.of("fast", 200L << 20), 1000000, 990000)));

  private static Row row(String name, double nanos, Map<String, Double> peers) {
    var samples = new java.util.TreeMap<String, Samples>();
    peers.forEach((peer, time) -> samples.put(peer, samples(time)));
    return new Row(
        new Case(name, new GemmWork(Gemm.of(100, 100, 100))),
        samples(nanos),
        samples(nanos / 2),
        samples);
  }

  private static Samples samples(double nanos) {
    return new Samples(List.of(new double[] {nanos, nanos}, new double[] {nanos, nanos}));
  }

  @Test
  void geometricMeansAreOverTheRowsThatAPeerTookPartIn() {
    assertEquals(4, SuiteResult.geometricMean(2, 8), 1e-12);
    var means = RESULT.geometricMeans();
    assertEquals(1, means.get("fast"), 1e-12); // 2 and 1/2
    assertEquals(8, means.get("slow"), 1e-12);
    assertEquals(1, means.get("best"), 1e-12);
    assertEquals(0.5, RESULT.meanLimitShare(), 1e-12);
  }

  @Test
  void aDeviceIsNamedWithItsLimitInPlaceOfTheProcessors() {
    var device =
        new Environment(
            "a processor",
            new DeviceFigures("cuda", "a GPU", Precision.TF32, 2e12),
            "25",
            List.of(),
            Map.of(),
            1,
            List.of(),
            Map.of(),
            Map.of());
    var line =
        "cuda: a GPU, tf32; limit of all rows: a copy on the device, 2000 GB/s read and written"
            + " together";
    var table = TextTable.of(device);
    assertTrue(table.contains(line), table);
    assertFalse(table.contains("FMA"), table);
    var page = HtmlPage.of(device, List.of(RESULT));
    assertTrue(page.contains(line), page);
    assertFalse(page.contains("FMA"), page);
    var json = JsonLines.of(device, List.of()).strip();
    assertTrue(json.contains("\"precision\":\"tf32\",\"copyGBs\":2000.0"), json);
  }

  @Test
  void theTableNamesMissingPeersAndRowsThatWereNotMeasured() {
    var head = TextTable.of(ENVIRONMENT);
    assertTrue(head.contains("skipped: absent: its native library does not load here"), head);
    var table = TextTable.of(RESULT);
    assertTrue(table.contains("x fast"), table);
    assertTrue(
        table.contains("one             1.00      0%  2.00  GFLOP/s    50%    2.00    8.00"),
        table);
    assertTrue(table.contains("two"), table);
    assertTrue(
        table.contains("network     1.00       0.990       1%       100       200    50%"), table);
    assertTrue(table.contains("too large for --quick, not measured: 1 rows"), table);
  }

  @Test
  void jsonHasARowEachAndASummaryLast() throws IOException {
    var lines = JsonLines.of(ENVIRONMENT, List.of(RESULT)).lines().toList();
    assertEquals(6, lines.size());
    assertTrue(
        lines.get(0).startsWith("{\"machine\":\"a processor\",\"java\":\"25\""), lines.get(0));
    assertTrue(
        lines
            .get(1)
            .startsWith(
                "{\"suite\":\"gemm\",\"case\":\"one\",\"fovea\":{\"ms\":1.0,\"samples\":[[1.0,1.0],[1.0,1.0]]},"
                    + "\"peers\":{\"fast\":{\"ms\":2.0,\"ratio\":2.0,"),
        lines.get(1));
    assertTrue(lines.get(1).contains("\"limitShare\":0.5"), lines.get(1));
    assertTrue(lines.get(3).contains("\"skipped\""), lines.get(3));
    assertEquals(
        "{\"suite\":\"gemm\",\"aside\":\"network\",\"peakBytes\":104857600,"
            + "\"peerPeakBytes\":{\"fast\":209715200},\"planMs\":1.0,\"kernelsMs\":0.99}",
        lines.get(4));
    assertTrue(
        lines.get(5).startsWith("{\"summary\":true,\"suite\":\"gemm\",\"geomean\":{\"fast\":1.0"),
        lines.get(4));
    for (var line : lines) {
      try (var parser = new JsonFactory().createParser(line)) {
        while (parser.nextToken() != null) {} // throws if it isn't JSON
      }
    }
  }

  @Test
  void thePageHasAPlotTheRowsAndNoLinkToElsewhere() {
    var page = HtmlPage.of(ENVIRONMENT, List.of(RESULT));
    assertTrue(page.contains("<td>one</td><td>1.00</td>"), page);
    assertTrue(page.contains("data:image/svg+xml;base64,"), page);
    assertTrue(page.contains("Skipped: absent"), page);
    assertFalse(page.contains("http"), page);
  }
}
