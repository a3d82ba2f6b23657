package dev.fovea.bench.measure;

import dev.fovea.bench.work.Contender;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The machine's limits, iteration by iteration in the order of {@link Machine#limits}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LimitTurns {
  /** The most threads together. */
  @Param("1")
  public int threads;

  private int turn;
  private Contender contender;

  /** Opens the next limit, or goes on with it. */
  @Setup(Level.Iteration)
  public void next() {
    if (turn % Machine.ROUNDS == 0) {
      close();
      contender = Machine.limits(threads).get(turn / Machine.ROUNDS).open(null);
    }
    turn++;
  }

  /** The measured call. */
  @Benchmark
  public void call() {
    contender.run();
  }

  /** Closes what is open. */
  @TearDown(Level.Trial)
  public void close() {
    if (contender != null) {
      contender.close();
      contender = null;
    }
  }
}
