package dev.fovea.bench.report;

import dev.fovea.bench.measure.Aside;
import dev.fovea.bench.measure.Row;
import dev.fovea.bench.suites.Case;
import dev.fovea.bench.suites.Suite;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * A suite's figures.
 *
 * @param suite what was measured
 * @param rows the figures
 * @param notMeasured rows that were too large for a quick run
 * @param asides networks' memory and what their plans add to their kernels
 */
public record SuiteResult(Suite suite, List<Row> rows, List<Case> notMeasured, List<Aside> asides) {
  /** Where a ratio is to the fastest peer of each row. */
  public static final String BEST = "best";

  /** Copies the lists. */
  public SuiteResult {
    rows = List.copyOf(rows);
    notMeasured = List.copyOf(notMeasured);
    asides = List.copyOf(asides);
  }

  /** The peers of any row. */
  public List<String> peers() {
    var names = new TreeSet<String>();
    rows.forEach(row -> names.addAll(row.peers().keySet()));
    return List.copyOf(names);
  }

  /**
   * Geometric means of the ratios, by peer; with several peers also to the best of each row, as
   * {@value #BEST}.
   */
  public Map<String, Double> geometricMeans() {
    var means = new LinkedHashMap<String, Double>();
    for (var peer : peers()) {
      var with = rows.stream().filter(row -> row.peers().containsKey(peer)).toList();
      means.put(peer, geometricMean(with, row -> row.ratio(peer)));
    }
    if (means.size() > 1) {
      var with = rows.stream().filter(row -> ratioToBest(row).isPresent()).toList();
      means.put(BEST, geometricMean(with, row -> ratioToBest(row).getAsDouble()));
    }
    return means;
  }

  /** The least ratio of a row; empty if no peer took part. */
  public static OptionalDouble ratioToBest(Row row) {
    return row.peers().keySet().stream().mapToDouble(row::ratio).min();
  }

  /** The geometric mean of the shares of the limit. */
  public double meanLimitShare() {
    return geometricMean(rows, Row::limitShare);
  }

  private static double geometricMean(List<Row> rows, ToDoubleFunction<Row> value) {
    return geometricMean(rows.stream().mapToDouble(value).toArray());
  }

  /** {@code (Π values)^(1/n)} */
  static double geometricMean(double... values) {
    double sum = 0;
    for (double value : values) {
      sum += Math.log(value);
    }
    return Math.exp(sum / values.length);
  }
}
