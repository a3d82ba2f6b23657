package dev.fovea.engine.train;

/** The mean of values that come in groups. */
public final class RunningMean {
  private double sum;
  private long count;

  /** No value yet. */
  public RunningMean() {}

  /** Adds a group's mean. */
  public void add(double mean, long values) {
    sum += mean * values;
    count += values;
  }

  /** The mean of all values; 0 without any. */
  public double value() {
    return count == 0 ? 0 : sum / count;
  }
}
