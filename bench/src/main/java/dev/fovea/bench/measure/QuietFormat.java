package dev.fovea.bench.measure;

import java.nio.charset.Charset;
import java.util.Collection;
import java.util.function.IntConsumer;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/** Keeps JMH's output for the case of a failure, and passes on that an iteration is over. */
final class QuietFormat implements OutputFormat {
  private final StringBuilder text = new StringBuilder();
  private final IntConsumer onIteration;
  private int iterations;

  /**
   * A quiet format.
   *
   * @param onIteration told how many iterations are over, in all forks
   */
  QuietFormat(IntConsumer onIteration) {
    this.onIteration = onIteration;
  }

  /** All that JMH and its forks said. */
  String text() {
    return text.toString();
  }

  @Override
  public void iteration(BenchmarkParams benchmark, IterationParams params, int iteration) {}

  @Override
  public void iterationResult(
      BenchmarkParams benchmark, IterationParams params, int iteration, IterationResult data) {
    onIteration.accept(++iterations);
  }

  @Override
  public void startBenchmark(BenchmarkParams benchmark) {}

  @Override
  public void endBenchmark(BenchmarkResult result) {}

  @Override
  public void startRun() {}

  @Override
  public void endRun(Collection<RunResult> result) {}

  @Override
  public void print(String part) {
    text.append(part);
  }

  @Override
  public void println(String line) {
    text.append(line).append('\n');
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  @Override
  public void verbosePrintln(String line) {}

  @Override
  public void write(int b) {
    text.append((char) b);
  }

  @Override
  public void write(byte[] bytes) {
    text.append(new String(bytes, Charset.defaultCharset()));
  }
}
