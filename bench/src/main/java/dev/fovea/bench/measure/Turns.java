package dev.fovea.bench.measure;

import dev.fovea.bench.work.Contender;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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

/**
 * The one JMH benchmark: each iteration is a turn of one contender, in the order of a {@link
 * Schedule}. JMH forks, times and blocks what C2 would optimise away; the schedule interleaves.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Turns {
  /** The backend that is measured. */
  @Param("java")
  public String backend;

  /** A suite's name. */
  @Param("")
  public String suite;

  /** Indices of its cases. */
  @Param("")
  public String rows;

  /** Names of peers. */
  @Param("none")
  public String peers;

  /** Threads of each contender. */
  @Param("1")
  public int threads;

  /** Rounds of each row. */
  @Param("1+1+1")
  public String rounds;

  /** How long Fovea's code is warmed up before the first row, at most. */
  @Param("0")
  public int warmUpMillis;

  private Session session;
  private Contender contender;

  /** Opens the fork's session. */
  @Setup(Level.Trial)
  public void open() {
    session =
        new Session(
            Plan.of(backend, suite, rows, peers, threads, rounds), warmUpMillis * 1_000_000L);
  }

  /** Passes the turn on. */
  @Setup(Level.Iteration)
  public void next() {
    contender = session.next();
  }

  /** What a contender measured by a clock of its own during a turn. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class OwnClock {
    /** Nanoseconds of all calls. */
    public long ownNanos;

    /** The calls. */
    public long ownCalls;
  }

  /** The measured call. */
  @Benchmark
  public void call(OwnClock clock) {
    contender.run();
    var nanos = contender.ownNanos();
    if (nanos.isPresent()) {
      clock.ownNanos += nanos.getAsLong();
      clock.ownCalls++;
    }
  }

  /** Closes the fork's session. */
  @TearDown(Level.Trial)
  public void close() {
    session.close();
  }
}
