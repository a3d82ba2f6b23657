package dev.fovea.bench.report;

import dev.fovea.bench.measure.Machine;
import dev.fovea.bench.measure.Row;
import dev.fovea.bench.measure.Samples;
import dev.fovea.cli.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures as plain text. */
public final class TextTable {
  private TextTable() {}

  /** Machine, Java, peers, and the machine's limits. */
  public static String of(Environment environment) {
    var text = new StringBuilder();
    text.append(environment.processor()).append(", Java ").append(environment.java());
    text.append(", threads ").append(environment.threads()).append('\n');
    if (environment.device() != null) {
      text.append(environment.device().line()).append('\n');
    }
    environment
        .peers()
        .forEach((peer, version) -> text.append(peer).append(' ').append(version).append('\n'));
    environment
        .missing()
        .forEach(
            (peer, reason) ->
                text.append("skipped: ").append(peer).append(": ").append(reason).append('\n'));
    if (!environment.limits().isEmpty()) {
      text.append('\n').append(limits(environment.limits()));
    }
    return text.toString();
  }

  private static Table limits(List<Machine> limits) {
    int threads = limits.getFirst().threads();
    var headings = new ArrayList<>(List.of("limit"));
    limits.forEach(machine -> headings.add(machine.bits() + " bits"));
    var table = new Table(headings.toArray(String[]::new));
    limit(table, "FMA GFLOP/s, 1 thread", limits, Machine::fma);
    limit(table, "read GB/s, 1 thread", limits, Machine::read);
    limit(table, "triad GB/s, 1 thread", limits, Machine::triad);
    if (threads > 1) {
      var together = ", " + threads + " threads";
      limit(table, "FMA GFLOP/s" + together, limits, Machine::fmaTogether);
      limit(table, "read GB/s" + together, limits, Machine::readTogether);
      limit(table, "triad GB/s" + together, limits, Machine::triadTogether);
    }
    return table;
  }

  private static void limit(
      Table table,
      String name,
      List<Machine> limits,
      java.util.function.ToDoubleFunction<Machine> value) {
    var cells = new ArrayList<>(List.of(name));
    limits.forEach(machine -> cells.add(digits(1e-9 * value.applyAsDouble(machine))));
    table.row(cells.toArray(String[]::new));
  }

  /** A suite's rows, geometric means last. */
  public static String of(SuiteResult result) {
    var peers = result.peers();
    var headings =
        new ArrayList<>(List.of(result.suite().id(), "ms", "spread", "rate", "", "limit"));
    peers.forEach(peer -> headings.add("x " + peer));
    var table = new Table(headings.toArray(String[]::new));
    for (var row : result.rows()) {
      table.row(cells(row, peers).toArray(String[]::new));
    }
    if (!result.rows().isEmpty()) {
      var means = result.geometricMeans();
      var cells =
          new ArrayList<>(
              List.of("geometric mean", "", "", "", "", percent(result.meanLimitShare())));
      peers.forEach(peer -> cells.add(ratio(means.get(peer))));
      table.row(cells.toArray(String[]::new));
    }
    var text = new StringBuilder(table.toString());
    var best = result.geometricMeans().get(SuiteResult.BEST);
    if (best != null) {
      text.append("geometric mean to each row's best peer: ").append(ratio(best)).append('\n');
    }
    if (!result.asides().isEmpty()) {
      var asides = AsideTable.of(result.asides());
      var besides = new Table(asides.headings().toArray(String[]::new));
      asides.rows().forEach(cells -> besides.row(cells.toArray(String[]::new)));
      text.append('\n').append(besides);
    }
    if (!result.notMeasured().isEmpty()) {
      text.append("too large for --quick, not measured: ")
          .append(result.notMeasured().size())
          .append(" rows, from ")
          .append(result.notMeasured().getFirst().name())
          .append(" to ")
          .append(result.notMeasured().getLast().name())
          .append('\n');
    }
    return text.toString();
  }

  private static List<String> cells(Row row, List<String> peers) {
    var cells =
        new ArrayList<>(
            List.of(
                row.row().name(),
                milliseconds(row.fovea()),
                spread(row.fovea()),
                digits(row.rate()),
                row.unit(),
                percent(row.limitShare())));
    for (var peer : peers) {
      cells.add(row.peers().containsKey(peer) ? ratio(row.ratio(peer)) : "-");
    }
    return cells;
  }

  static String milliseconds(Samples samples) {
    return digits(1e-6 * samples.median());
  }

  /** How far the forks' medians lie apart, as a share of the median. */
  static String spread(Samples samples) {
    return percent((samples.most() - samples.least()) / samples.median());
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f%%", 100 * share);
  }

  static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** Three digits or more, as {@code 0.0123}, {@code 12.3}, {@code 1234}. */
  static String digits(double value) {
    int decimals = value <= 0 ? 0 : (int) Math.clamp(2 - Math.floor(Math.log10(value)), 0, 6);
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
