package dev.fovea.cli;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Precision;
import dev.fovea.conformance.Conformance;
import dev.fovea.conformance.Listener;
import dev.fovea.conformance.Options;
import dev.fovea.conformance.Outcome;
import dev.fovea.conformance.Report;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One run of the conformance cases.
 *
 * @param backend what to check, or null for the best
 * @param against what to compare with
 * @param operation the only operation, or null
 * @param caseId the only case, or null
 * @param threads threads of both, or null for the default
 * @param precision of what is checked, or null for the default
 * @param json where to write the report, or null
 */
record CheckRun(
    Terminal terminal,
    String backend,
    String against,
    boolean gradients,
    int fuzz,
    long seed,
    String operation,
    String caseId,
    Integer threads,
    Precision precision,
    Path json) {

  /** Runs, prints the table, and returns 1 if a case failed. */
  int run() {
    var options =
        Options.standard().withGradients(gradients).withFuzz(fuzz, seed).withOperation(operation);
    if (json != null) {
      OutputFiles.requireWritableFolder("--json", json.toAbsolutePath().getParent());
    }
    try (Backend candidate = BackendChoice.open(backend, threads, precision);
        Backend other = BackendChoice.open(against, threads, null)) {
      var report = run(candidate, other, options);
      terminal.out().print(report.toTable());
      if (json != null) {
        var text = Json.line(object(report)) + "\n";
        OutputFiles.write(json, text.getBytes(StandardCharsets.UTF_8));
      }
      return report.passed() ? 0 : 1;
    }
  }

  private Report run(Backend candidate, Backend other, Options options) {
    try (var progress = new CheckProgress(terminal)) {
      return caseId == null
          ? Conformance.run(candidate, other, options, progress)
          : Conformance.reproduce(candidate, other, caseId, progress);
    }
  }

  private static Map<String, Object> object(Report report) {
    var object = new LinkedHashMap<String, Object>();
    object.put("backend", report.backend());
    object.put("against", report.against());
    object.put("precision", report.precision().id());
    object.put("threads", report.threads());
    object.put("seed", report.seed());
    object.put("seconds", report.seconds());
    object.put("passed", report.passed());
    object.put("cases", report.cases());
    object.put("failed", report.failed());
    object.put("rows", report.rows().stream().map(CheckRun::object).toList());
    return object;
  }

  private static Map<String, Object> object(Report.Row row) {
    var object = new LinkedHashMap<String, Object>();
    object.put("operation", row.operation());
    object.put("check", row.check());
    object.put("cases", row.cases());
    object.put("skipped", row.skipped());
    object.put("failed", row.failed());
    object.put("worst", row.worst());
    object.put("failures", row.failures().stream().map(CheckRun::object).toList());
    return object;
  }

  private static Map<String, Object> object(Report.Failure failure) {
    var object = new LinkedHashMap<String, Object>();
    object.put("id", failure.id());
    object.put("geometry", failure.geometry());
    object.put("message", failure.message());
    object.put("error", failure.error());
    object.put("reproduction", failure.reproduction());
    return object;
  }

  /** A bar over all cases, where there is a terminal. */
  private static final class CheckProgress implements Listener, AutoCloseable {
    private final Terminal terminal;
    private ProgressLine line;
    private int finished;
    private int failed;

    CheckProgress(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public void started(int cases) {
      if (terminal.interactive()) {
        line = new ProgressLine(terminal, "check", cases);
      }
    }

    @Override
    public void finished(Outcome outcome) {
      finished++;
      failed += outcome.status() == Outcome.Status.FAILED ? 1 : 0;
      if (line != null) {
        line.at(finished, outcome.operation() + (failed == 0 ? "" : ", " + failed + " failed"));
      }
    }

    @Override
    public void close() {
      if (line != null) {
        line.close();
        line = null;
      }
    }
  }
}
