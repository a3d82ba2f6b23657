package dev.fovea.bench.measure;

import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How long is measured.
 *
 * @param forks JVMs
 * @param rounds rounds of each row
 * @param turnMillis the least time of a turn
 * @param warmUpMillis how long Fovea's code is warmed up before a fork's first row, at most: less
 *     where it has settled
 */
public record Effort(int forks, Rounds rounds, int turnMillis, int warmUpMillis) {
  /**
   * The full measurement. (With 20 s of warm-up the last of 67 products ran interpreted for their
   * first rounds, at a hundredth of their speed.)
   */
  public static final Effort FULL = new Effort(3, new Rounds(2, 7), 60, 60_000);

  TimeValue turn() {
    return TimeValue.milliseconds(turnMillis);
  }

  /** The same with a longer or shorter warm-up. */
  Effort withWarmUp(int millis) {
    return new Effort(forks, rounds, turnMillis, millis);
  }

  /** The same with another number of forks. */
  public Effort withForks(int count) {
    return new Effort(count, rounds, turnMillis, warmUpMillis);
  }
}
