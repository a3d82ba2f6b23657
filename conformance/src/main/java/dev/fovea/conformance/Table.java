package dev.fovea.conformance;

import dev.fovea.backend.Precision;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints a report: a line per operation, a column per check, then what failed. */
final class Table {
  private Table() {}

  static String of(Report report) {
    var checks =
        Arrays.stream(Check.values())
            .filter(check -> report.rows().stream().anyMatch(row -> row.check() == check))
            .toList();
    Map<String, Map<Check, Report.Row>> lines = new LinkedHashMap<>();
    for (var row : report.rows()) {
      lines.computeIfAbsent(row.operation(), key -> new LinkedHashMap<>()).put(row.check(), row);
    }
    var text = new StringBuilder();
    text.append(
        "%s%s against %s: cases and worst error over its bound%n%n"
            .formatted(report.backend(), precision(report.precision()), report.against()));
    text.append("%-30s".formatted("operation"));
    checks.forEach(check -> text.append("%18s".formatted(check.name().toLowerCase(Locale.ROOT))));
    text.append("  %s%n".formatted(report.backend()));
    lines.forEach(
        (operation, cells) -> {
          text.append("%-30s".formatted(operation));
          checks.forEach(check -> text.append("%18s".formatted(cell(cells.get(check)))));
          text.append("  %s%n".formatted(verdict(List.copyOf(cells.values()))));
        });
    text.append(
        "%n%,d cases in %.1f s: %s%n"
            .formatted(
                report.cases(),
                report.seconds(),
                report.passed() ? "all ok" : "%,d FAILED".formatted(report.failed())));
    report.failures().forEach(failure -> append(text, failure));
    return text.toString();
  }

  private static String precision(Precision precision) {
    return precision == Precision.FLOAT32 ? "" : " in " + precision.id();
  }

  private static String cell(Report.Row row) {
    if (row == null || row.cases() == 0) {
      return "-";
    }
    return "%d %8s".formatted(row.cases(), number(row.worst()));
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return "inf";
    }
    return value < 1000
        ? String.format(Locale.ROOT, "%.3f", value)
        : String.format(Locale.ROOT, "%.1e", value);
  }

  private static String verdict(List<Report.Row> rows) {
    if (rows.stream().anyMatch(row -> row.failed() > 0)) {
      return "FAIL";
    }
    return rows.stream().allMatch(row -> row.cases() == 0) ? "not supported" : "ok";
  }

  private static void append(StringBuilder text, Report.Failure failure) {
    text.append(
        failure
            .message()
            .lines()
            .collect(
                Collectors.joining(
                    "%n  ".formatted(),
                    "%n%s%n  %s%n  ".formatted(failure.id(), failure.geometry()),
                    "%n  %s%n".formatted(failure.reproduction()))));
  }
}
