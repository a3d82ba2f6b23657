package dev.fovea.bench.measure;

import dev.fovea.bench.work.Work;
import java.util.Arrays;

/**
 * Rounds of each row.
 *
 * @param warmUp rounds that don't count
 * @param counted rounds that do
 * @param ofShort the same of a row whose call lasts some milliseconds at most: one interruption
 *     spoils a turn of it, and more of them cost little
 */
public record Rounds(int warmUp, int counted, int ofShort) {
  /** What is short, see {@link Work#cost}. */
  private static final long SHORT = 1L << 29;

  /** As many for every row. */
  public Rounds(int warmUp, int counted) {
    this(warmUp, counted, counted);
  }

  /** Those of one row that count. */
  int counted(Work work) {
    return work.cost() < SHORT ? ofShort : counted;
  }

  /** As a JMH parameter. */
  String text() {
    return warmUp + "+" + counted + "+" + ofShort;
  }

  /** The way back. */
  static Rounds of(String text) {
    var counts = Arrays.stream(text.split("\\+")).mapToInt(Integer::parseInt).toArray();
    return new Rounds(counts[0], counts[1], counts[2]);
  }
}
