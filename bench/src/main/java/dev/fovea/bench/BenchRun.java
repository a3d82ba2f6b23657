package dev.fovea.bench;

import dev.fovea.backend.Backends;
import dev.fovea.backend.FoveaException;
import dev.fovea.bench.measure.Aside;
import dev.fovea.bench.measure.Asides;
import dev.fovea.bench.measure.DeviceCopy;
import dev.fovea.bench.measure.Effort;
import dev.fovea.bench.measure.Machine;
import dev.fovea.bench.measure.Measurer;
import dev.fovea.bench.measure.Plan;
import dev.fovea.bench.measure.QuickPlan;
import dev.fovea.bench.measure.Row;
import dev.fovea.bench.peers.Peer;
import dev.fovea.bench.report.DeviceFigures;
import dev.fovea.bench.report.Environment;
import dev.fovea.bench.report.HtmlPage;
import dev.fovea.bench.report.JsonLines;
import dev.fovea.bench.report.SuiteResult;
import dev.fovea.bench.report.TextTable;
import dev.fovea.bench.suites.Case;
import dev.fovea.bench.suites.Suite;
import dev.fovea.cli.Failures;
import dev.fovea.cli.OutputFiles;
import dev.fovea.cli.ProgressLine;
import dev.fovea.cli.Terminal;
import dev.fovea.kernels.java.machine.VectorWidth;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** One run of the benchmarks: looks at the peers, measures the machine, then suite by suite. */
final class BenchRun {
  /** Rows of a fork: enough to share its warm-up, few enough that a fork ends in minutes. */
  private static final int ROWS_PER_FORK = 24;

  private final Terminal terminal;
  private final Request request;

  BenchRun(Terminal terminal, Request request) {
    this.terminal = terminal;
    this.request = request;
  }

  int run() {
    var suites = suites();
    if (request.json() != null) {
      OutputFiles.requireWritableFolder("--json", request.json().toAbsolutePath().getParent());
    }
    if (request.report() != null) {
      OutputFiles.requireWritableFolder("--report", request.report().toAbsolutePath());
    }
    var wanted =
        request.peers().stream()
            .filter(peer -> suites.stream().anyMatch(suite -> takesAny(peer, suite)))
            .toList();
    var flags = ForkFlags.ofThisProcess(request.precision());
    var device = request.target().isDevice() ? deviceFigures() : null;
    var roll = RollCall.of(wanted);
    List<Machine> machine = device == null ? machine(flags) : List.of();
    var environment =
        Environment.here(
            device, flags, request.threads(), machine, roll.versions(), roll.missing());
    terminal.out().print(TextTable.of(environment));
    terminal.out().flush();
    var results = new ArrayList<SuiteResult>();
    int status = 0;
    for (var suite : suites) {
      SuiteResult result;
      try {
        result = measure(suite, roll.present(), flags);
      } catch (FoveaException e) {
        if (suite == suites.getLast()) {
          throw e;
        }
        status = terminal.fail(Failures.of(e), e, false); // a peer's crash loses one suite, not all
        continue;
      }
      results.add(result);
      terminal.out().println();
      terminal.out().print(TextTable.of(result));
      terminal.out().flush();
      write(environment, results); // after each suite: a later failure loses nothing
    }
    return status;
  }

  /** Those that have rows to measure. */
  private List<Suite> suites() {
    var suites =
        request.suites().stream()
            .filter(suite -> suite.cases().stream().anyMatch(row -> row.matches(request.filter())))
            .toList();
    if (suites.isEmpty()) {
      throw new FoveaException("bench: no row has all words of --case: " + request.filter());
    }
    return suites;
  }

  private static boolean takesAny(Peer peer, Suite suite) {
    return suite.cases().stream().map(Case::work).anyMatch(peer::takes);
  }

  private DeviceFigures deviceFigures() {
    try (var backend = request.target().open(request.threads(), request.precision())) {
      var name =
          Backends.providers().stream()
              .filter(provider -> provider.name().equals(backend.name()))
              .findFirst()
              .orElseThrow()
              .description();
      return new DeviceFigures(
          backend.name(), name, backend.precision(), DeviceCopy.bytesPerSecond(backend));
    }
  }

  private List<Machine> machine(List<String> flags) {
    var widest = VectorWidth.bits();
    try (var progress = new Progress("machine")) {
      var measurer = new Measurer(flags, progress::at);
      return IntStream.of(512, 256, 128)
          .filter(bits -> bits <= widest)
          .mapToObj(bits -> measurer.machine(bits, request.threads()))
          .toList();
    }
  }

  private SuiteResult measure(Suite suite, List<Peer> peers, List<String> flags) {
    var cases = suite.cases();
    var rows =
        IntStream.range(0, cases.size())
            .filter(i -> cases.get(i).matches(request.filter()))
            .boxed()
            .toList();
    var full = request.forks() == null ? Effort.FULL : Effort.FULL.withForks(request.forks());
    var plan = new Plan(request.target(), suite, rows, peers, request.threads(), full.rounds());
    if (request.quick()) {
      var quick = QuickPlan.of(plan);
      var effort =
          request.forks() == null ? quick.effort() : quick.effort().withForks(request.forks());
      return new SuiteResult(
          suite, measure(quick.plan(), effort, flags, suite.id()), quick.tooLarge(), List.of());
    }
    var results = new ArrayList<Row>();
    for (int from = 0; from < rows.size(); from += ROWS_PER_FORK) {
      int to = Math.min(from + ROWS_PER_FORK, rows.size());
      var title = suite.id() + " " + (from + 1) + "-" + to + " of " + rows.size();
      results.addAll(measure(plan.withRows(rows.subList(from, to)), full, flags, title));
    }
    // What a process has resident says nothing of a device.
    List<Aside> asides = request.target().isDevice() ? List.of() : new Asides(flags).of(plan);
    return new SuiteResult(suite, results, List.of(), asides);
  }

  private List<Row> measure(Plan plan, Effort effort, List<String> flags, String title) {
    if (plan.rows().isEmpty()) {
      return List.of();
    }
    try (var progress = new Progress(title)) {
      return new Measurer(flags, progress::at).rows(plan, effort);
    }
  }

  private void write(Environment environment, List<SuiteResult> results) {
    if (request.json() != null) {
      OutputFiles.write(request.json(), utf8(JsonLines.of(environment, results)));
    }
    if (request.report() != null) {
      OutputFiles.write(
          request.report().resolve("index.html"), utf8(HtmlPage.of(environment, results)));
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A bar where there is a terminal. */
  private final class Progress implements AutoCloseable {
    private final String title;
    private ProgressLine line;

    Progress(String title) {
      this.title = title;
    }

    void at(int done, int of) {
      if (terminal.interactive()) {
        if (line == null) {
          line = new ProgressLine(terminal, title, of);
        }
        line.at(done, "");
      }
    }

    @Override
    public void close() {
      if (line != null) {
        line.close();
      }
    }
  }
}
