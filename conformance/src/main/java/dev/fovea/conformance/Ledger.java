package dev.fovea.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sums outcomes up into the rows of a report. */
final class Ledger {
  /** Failures kept per row: the first few tell what the rest repeat. */
  private static final int KEPT = 5;

  private final String command;
  private final Listener listener;
  private final Map<Key, Line> lines = new LinkedHashMap<>();

  private record Key(String operation, Check check) {}

  private static final class Line {
    private int cases;
    private int skipped;
    private int failed;
    private double worst;
    private final List<Report.Failure> failures = new ArrayList<>();
  }

  /**
   * An empty one.
   *
   * @param command what runs a case alone when its id follows
   * @param listener told of each outcome
   */
  Ledger(String command, Listener listener) {
    this.command = command;
    this.listener = listener;
  }

  void add(Outcome outcome) {
    var line =
        lines.computeIfAbsent(new Key(outcome.operation(), outcome.check()), key -> new Line());
    switch (outcome.status()) {
      case SKIPPED -> line.skipped++;
      case PASSED -> line.cases++;
      case FAILED -> {
        line.cases++;
        line.failed++;
        if (line.failures.size() < KEPT) {
          line.failures.add(
              new Report.Failure(
                  outcome.id(),
                  outcome.geometry(),
                  outcome.message(),
                  outcome.error(),
                  command + outcome.id()));
        }
      }
    }
    line.worst = Math.max(line.worst, outcome.error());
    listener.finished(outcome);
  }

  List<Report.Row> rows() {
    return lines.entrySet().stream()
        .map(
            entry -> {
              var line = entry.getValue();
              return new Report.Row(
                  entry.getKey().operation(),
                  entry.getKey().check(),
                  line.cases,
                  line.skipped,
                  line.failed,
                  line.worst,
                  line.failures);
            })
        .toList();
  }
}
