package dev.fovea.bench.measure;

import java.util.Arrays;
import java.util.List;

/**
 * One contender's figures for a row.
 *
 * @param nanos nanoseconds per call, by fork and round
 */
public record Samples(List<double[]> nanos) {
  /** Copies the list. */
  public Samples {
    nanos = List.copyOf(nanos);
  }

  /** The median over forks of each fork's median, in nanoseconds. */
  public double median() {
    return median(forkMedians());
  }

  /** The smallest fork's median; of one fork, the smallest figure. */
  public double least() {
    return Arrays.stream(spread()).min().orElseThrow();
  }

  /** The largest fork's median; of one fork, the largest figure. */
  public double most() {
    return Arrays.stream(spread()).max().orElseThrow();
  }

  private double[] spread() {
    return nanos.size() == 1 ? nanos.getFirst() : forkMedians();
  }

  /**
   * How often this takes the other's time: quotients within a round, their median within a fork,
   * the median over forks.
   */
  public double ratioTo(Samples other) {
    var forks = new double[nanos.size()];
    for (int fork = 0; fork < forks.length; fork++) {
      var quotients = nanos.get(fork).clone();
      for (int round = 0; round < quotients.length; round++) {
        quotients[round] /= other.nanos.get(fork)[round];
      }
      forks[fork] = median(quotients);
    }
    return median(forks);
  }

  /** The same figures, each times a factor. */
  Samples scaled(double factor) {
    return new Samples(
        nanos.stream().map(fork -> Arrays.stream(fork).map(x -> x * factor).toArray()).toList());
  }

  private double[] forkMedians() {
    return nanos.stream().mapToDouble(Samples::median).toArray();
  }

  static double median(double... values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
