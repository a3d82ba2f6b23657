package dev.fovea.bench.report;

import dev.fovea.bench.measure.Aside;
import dev.fovea.bench.measure.Machine;
import dev.fovea.bench.measure.Row;
import dev.fovea.bench.measure.Samples;
import dev.fovea.cli.Json;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures with every sample, an object to a line: the machine, the rows, a summary a suite. */
public final class JsonLines {
  private JsonLines() {}

  /** All lines. */
  public static String of(Environment environment, List<SuiteResult> results) {
    var text = new StringBuilder();
    text.append(Json.line(object(environment))).append('\n');
    for (var result : results) {
      var suite = result.suite().id();
      result.rows().forEach(row -> text.append(Json.line(object(suite, row))).append('\n'));
      for (var row : result.notMeasured()) {
        var object = new LinkedHashMap<String, Object>();
        object.put("suite", suite);
        object.put("case", row.name());
        object.put("skipped", "too large for --quick");
        text.append(Json.line(object)).append('\n');
      }
      result.asides().forEach(aside -> text.append(Json.line(object(suite, aside))).append('\n'));
      var summary = new LinkedHashMap<String, Object>();
      summary.put("summary", true);
      summary.put("suite", suite);
      summary.put("geomean", result.geometricMeans());
      summary.put("rows", result.rows().size());
      summary.put("skipped", result.notMeasured().size());
      text.append(Json.line(summary)).append('\n');
    }
    return text.toString();
  }

  private static Map<String, Object> object(Environment environment) {
    var object = new LinkedHashMap<String, Object>();
    object.put("machine", environment.processor());
    var device = environment.device();
    if (device != null) {
      object.put("backend", device.backend());
      object.put("device", device.name());
      object.put("precision", device.precision().id());
      object.put("copyGBs", 1e-9 * device.copyBytesPerSecond());
    }
    object.put("java", environment.java());
    object.put("flags", environment.flags());
    object.put("settings", environment.settings());
    object.put("threads", environment.threads());
    object.put("peers", environment.peers());
    object.put("missing", environment.missing());
    object.put("limits", environment.limits().stream().map(JsonLines::object).toList());
    return object;
  }

  private static Map<String, Object> object(Machine machine) {
    var object = new LinkedHashMap<String, Object>();
    object.put("bits", machine.bits());
    object.put("threads", machine.threads());
    object.put("gflops", List.of(1e-9 * machine.fma(), 1e-9 * machine.fmaTogether()));
    object.put("readGBs", List.of(1e-9 * machine.read(), 1e-9 * machine.readTogether()));
    object.put("triadGBs", List.of(1e-9 * machine.triad(), 1e-9 * machine.triadTogether()));
    return object;
  }

  private static Map<String, Object> object(String suite, Row row) {
    var object = new LinkedHashMap<String, Object>();
    object.put("suite", suite);
    object.put("case", row.row().name());
    object.put("fovea", object(row.fovea()));
    var peers = new LinkedHashMap<String, Object>();
    row.peers()
        .forEach(
            (name, samples) -> {
              var peer = new LinkedHashMap<String, Object>();
              peer.put("ms", 1e-6 * samples.median());
              peer.put("ratio", row.ratio(name));
              peer.put("samples", milliseconds(samples));
              peers.put(name, peer);
            });
    object.put("peers", peers);
    object.put("limitShare", row.limitShare());
    object.put("rate", row.rate());
    object.put("unit", row.unit());
    object.put("limit", object(row.limit()));
    return object;
  }

  private static Map<String, Object> object(String suite, Aside aside) {
    var object = new LinkedHashMap<String, Object>();
    object.put("suite", suite);
    object.put("aside", aside.name());
    object.put("peakBytes", aside.bytes());
    object.put("peerPeakBytes", aside.peerBytes());
    if (aside.isPlan()) {
      object.put("planMs", 1e-6 * aside.wholeNanos());
      object.put("kernelsMs", 1e-6 * aside.kernelNanos());
    }
    return object;
  }

  private static Map<String, Object> object(Samples samples) {
    var object = new LinkedHashMap<String, Object>();
    object.put("ms", 1e-6 * samples.median());
    object.put("samples", milliseconds(samples));
    return object;
  }

  /** By fork and round. */
  private static List<List<Double>> milliseconds(Samples samples) {
    return samples.nanos().stream()
        .map(fork -> Arrays.stream(fork).map(nanos -> 1e-6 * nanos).boxed().toList())
        .toList();
  }
}
