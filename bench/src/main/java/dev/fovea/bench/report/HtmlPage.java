package dev.fovea.bench.report;

import dev.fovea.bench.measure.Machine;
import dev.fovea.bench.measure.Row;
import dev.fovea.cli.plots.Fonts;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The figures as one page that needs no other file. */
public final class HtmlPage {
  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; color: #222; max-width: 62rem; margin: 2rem auto;
        padding: 0 1rem }
      h1, h2 { font-weight: 600; line-height: 1.2 }
      h2 { margin-top: 3rem }
      img { max-width: 100%; height: auto }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 1rem 0 }
      th, td { padding: .15rem .7rem; text-align: right; border-bottom: 1px solid #e4e4e4 }
      th:first-child, td:first-child { text-align: left; padding-left: 0 }
      thead th { position: sticky; top: 0; background: #fff; border-bottom: 2px solid #777 }
      tfoot td { font-weight: 600; border-top: 2px solid #777; border-bottom: 0 }
      .slower { color: #b04500 }
      .wide { overflow-x: auto }
      code, .flags { color: #777; overflow-wrap: anywhere }
      """;

  private final StringBuilder page = new StringBuilder();

  private HtmlPage() {}

  /** The whole page. */
  public static String of(Environment environment, List<SuiteResult> results) {
    var html = new HtmlPage();
    html.page
        .append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<title>Fovea benchmarks</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<h1>Fovea benchmarks</h1>\n");
    html.environment(environment);
    html.summary(results);
    for (var result : results) {
      html.suite(environment, result);
    }
    return html.page.append("</body>\n</html>\n").toString();
  }

  private void environment(Environment environment) {
    paragraph(
        "%s, Java %s, threads: %d."
            .formatted(environment.processor(), environment.java(), environment.threads()));
    if (environment.device() != null) {
      paragraph(environment.device().line() + ".");
    }
    environment.peers().forEach((peer, version) -> paragraph(peer + ": " + version));
    environment.missing().forEach((peer, reason) -> paragraph("Skipped: " + peer + ", " + reason));
    page.append("<p class=\"flags\">")
        .append(escape(String.join(" ", environment.flags())))
        .append(' ')
        .append(escape(environment.settings().toString()))
        .append("</p>\n");
    if (!environment.limits().isEmpty()) {
      limits(environment.limits());
    }
  }

  private void limits(List<Machine> limits) {
    var headings = new ArrayList<>(List.of("limit"));
    limits.forEach(machine -> headings.add(machine.bits() + " bits"));
    var rows = new ArrayList<List<String>>();
    rows.add(limit("FMA, one thread, GFLOP/s", limits, Machine::fma));
    rows.add(limit("read, one thread, GB/s", limits, Machine::read));
    rows.add(limit("triad, one thread, GB/s", limits, Machine::triad));
    if (limits.getFirst().threads() > 1) {
      rows.add(limit("FMA, together, GFLOP/s", limits, Machine::fmaTogether));
      rows.add(limit("read, together, GB/s", limits, Machine::readTogether));
      rows.add(limit("triad, together, GB/s", limits, Machine::triadTogether));
    }
    table(headings, rows, List.of());
  }

  private static List<String> limit(
      String name, List<Machine> limits, ToDoubleFunction<Machine> value) {
    var cells = new ArrayList<>(List.of(name));
    limits.forEach(machine -> cells.add(TextTable.digits(1e-9 * value.applyAsDouble(machine))));
    return cells;
  }

  private void summary(List<SuiteResult> results) {
    page.append("<h2>Geometric means</h2>\n");
    paragraph(
        "Ratios are the peer's time over Fovea's, from turns taken in the same process: above 1,"
            + " Fovea is faster. “best” is the fastest peer of each row.");
    var peers = new ArrayList<String>();
    results.forEach(
        result ->
            result.geometricMeans().keySet().stream()
                .filter(peer -> !peers.contains(peer))
                .forEach(peers::add));
    var headings = new ArrayList<>(List.of("suite", "rows", "share of limit"));
    headings.addAll(peers);
    var rows = new ArrayList<List<String>>();
    for (var result : results) {
      var means = result.geometricMeans();
      var cells =
          new ArrayList<>(
              List.of(
                  result.suite().id(),
                  String.valueOf(result.rows().size()),
                  result.rows().isEmpty() ? "" : TextTable.percent(result.meanLimitShare())));
      peers.forEach(
          peer -> cells.add(means.containsKey(peer) ? TextTable.ratio(means.get(peer)) : ""));
      rows.add(cells);
    }
    table(headings, rows, List.of());
  }

  private void suite(Environment environment, SuiteResult result) {
    page.append("<h2 id=\"")
        .append(result.suite().id())
        .append("\">")
        .append(escape(result.suite().id() + ": " + result.suite().title()))
        .append("</h2>\n");
    if (result.rows().isEmpty()) {
      paragraph("No row was measured.");
      return;
    }
    if (Fonts.missing().isEmpty() && !environment.limits().isEmpty()) {
      var svg = new Roofline(result, environment.limits().getFirst()).toSvg();
      page.append("<img alt=\"roofline plot of ")
          .append(result.suite().id())
          .append("\" src=\"data:image/svg+xml;base64,")
          .append(Base64.getEncoder().encodeToString(svg))
          .append("\">\n");
    } else {
      paragraph("No plot: " + Fonts.missing().orElse("the machine's limits were not measured"));
    }
    var peers = result.peers();
    var headings =
        new ArrayList<>(List.of("case", "ms", "spread", result.rows().getFirst().unit(), "limit"));
    headings.addAll(peers);
    var rows = result.rows().stream().map(row -> cells(row, peers)).toList();
    var means = result.geometricMeans();
    var last =
        new ArrayList<>(
            List.of("geometric mean", "", "", "", TextTable.percent(result.meanLimitShare())));
    peers.forEach(peer -> last.add(TextTable.ratio(means.get(peer))));
    table(headings, rows, last);
    if (!result.asides().isEmpty()) {
      paragraph("Each contender in a process of its own: the plan, its kernels, peak memory.");
      var asides = AsideTable.of(result.asides());
      table(asides.headings(), asides.rows(), List.of());
    }
    if (!result.notMeasured().isEmpty()) {
      paragraph("Too large for --quick: " + result.notMeasured().size() + " rows.");
    }
  }

  private static List<String> cells(Row row, List<String> peers) {
    var cells =
        new ArrayList<>(
            List.of(
                row.row().name(),
                TextTable.milliseconds(row.fovea()),
                TextTable.spread(row.fovea()),
                TextTable.digits(row.rate()),
                TextTable.percent(row.limitShare())));
    peers.forEach(
        peer -> cells.add(row.peers().containsKey(peer) ? TextTable.ratio(row.ratio(peer)) : ""));
    return cells;
  }

  private void table(List<String> headings, List<List<String>> rows, List<String> last) {
    page.append("<div class=\"wide\"><table>\n<thead>");
    row("th", headings);
    page.append("</thead>\n<tbody>\n");
    rows.forEach(cells -> row("td", cells));
    page.append("</tbody>\n");
    if (!last.isEmpty()) {
      page.append("<tfoot>");
      row("td", last);
      page.append("</tfoot>\n");
    }
    page.append("</table></div>\n");
  }

  private void row(String tag, List<String> cells) {
    page.append("<tr>");
    for (var cell : cells) {
      boolean slower = cell.matches("0\\.\\d\\d");
      page.append('<').append(tag).append(slower ? " class=\"slower\">" : ">");
      page.append(escape(cell)).append("</").append(tag).append('>');
    }
    page.append("</tr>\n");
  }

  private void paragraph(String text) {
    page.append("<p>").append(escape(text)).append("</p>\n");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
