package dev.fovea.conformance;

import dev.fovea.backend.Precision;
import java.util.List;

/**
 * The result of a run: plain values, ready for JSON.
 *
 * @param backend what was checked
 * @param against what it was compared with
 * @param precision how what was checked computes sums of products: bounds depend on it
 * @param threads threads of what was checked
 * @param seed what the random cases were drawn from
 * @param seconds how long it took
 * @param rows one per operation and check, in the order they were run
 */
public record Report(
    String backend,
    String against,
    Precision precision,
    int threads,
    long seed,
    double seconds,
    List<Row> rows) {
  /** Copies the rows. */
  public Report {
    rows = List.copyOf(rows);
  }

  /**
   * One operation under one check.
   *
   * @param operation the operation: {@code conv2d}, {@code maxPool2d}
   * @param check what was held against it
   * @param cases cases that ran
   * @param skipped cases that the backend does not support
   * @param failed cases that failed
   * @param worst the largest error over its bound; infinite as in {@link Outcome#error()}
   * @param failures the first failures
   */
  public record Row(
      String operation,
      Check check,
      int cases,
      int skipped,
      int failed,
      double worst,
      List<Failure> failures) {
    /** Copies the failures. */
    public Row {
      failures = List.copyOf(failures);
    }
  }

  /**
   * A case that failed.
   *
   * @param id regenerates the case
   * @param geometry the operation record and the rest of the case in words
   * @param message what differs and where
   * @param error the worst error over its bound
   * @param reproduction the command that runs this case alone
   */
  public record Failure(
      String id, String geometry, String message, double error, String reproduction) {}

  /** Whether no case failed. */
  public boolean passed() {
    return failed() == 0;
  }

  /** Cases that ran. */
  public int cases() {
    return rows.stream().mapToInt(Row::cases).sum();
  }

  /** Cases that failed. */
  public int failed() {
    return rows.stream().mapToInt(Row::failed).sum();
  }

  /** Cases that the backend does not support. */
  public int skipped() {
    return rows.stream().mapToInt(Row::skipped).sum();
  }

  /** Every failure that was kept. */
  public List<Failure> failures() {
    return rows.stream().flatMap(row -> row.failures().stream()).toList();
  }

  /** A text table, operation × backend: cases and worst error over its bound, then the failures. */
  public String toTable() {
    return Table.of(this);
  }
}
