package dev.fovea.bench.measure;

import dev.fovea.backend.FoveaException;
import dev.fovea.bench.peers.Peer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs plans and limits in JMH's forks. */
public final class Measurer {
  /** A turn of a very large row may take longer than any wish; a fork that hangs may not. */
  private static final TimeValue TIMEOUT = TimeValue.minutes(10);

  private static final TimeValue LIMIT_TIME = TimeValue.milliseconds(40);

  private static final Pattern CAUSE =
      Pattern.compile("(?m)^(?:Caused by: )?[\\w.$]+(?:Exception|Error): (.+)$");

  /** What a JVM prints that ends in a native library. */
  private static final Pattern CRASH = Pattern.compile("(?m)^# C {2}\\[([^+\\]]+)");

  private final List<String> jvmFlags;
  private final BiConsumer<Integer, Integer> progress;

  /**
   * A measurer.
   *
   * @param jvmFlags flags of each fork
   * @param progress told after each turn how many of how many are over
   */
  public Measurer(List<String> jvmFlags, BiConsumer<Integer, Integer> progress) {
    this.jvmFlags = List.copyOf(jvmFlags);
    this.progress = progress;
  }

  /**
   * Measures the machine.
   *
   * @param bits width of a vector
   */
  public Machine machine(int bits, int threads) {
    int turns = Machine.limits(threads).size() * Machine.ROUNDS;
    var options =
        options(LimitTurns.class, 1, turns, LIMIT_TIME)
            .param("threads", String.valueOf(threads))
            .jvmArgsAppend("-Dfovea.vector=" + bits);
    return Machine.of(bits, threads, run("the machine", options, turns).getFirst());
  }

  /** Measures a plan's rows. */
  public List<Row> rows(Plan plan, Effort effort) {
    var schedule = plan.schedule();
    int turns = schedule.turns().size();
    var options =
        options(Turns.class, effort.forks(), turns, effort.turn())
            .param("backend", plan.target().backend())
            .param("suite", plan.suite().id())
            .param("rows", plan.rowsText())
            .param("peers", plan.peersText())
            .param("threads", String.valueOf(plan.threads()))
            .param("rounds", plan.rounds().text())
            .param("warmUpMillis", String.valueOf(effort.warmUpMillis()));
    var forks =
        run(plan.suite().id(), options, effort.forks() * turns).stream()
            .map(schedule::sort)
            .toList();
    var rows = new ArrayList<Row>();
    var cases = plan.cases();
    for (int i = 0; i < cases.size(); i++) {
      var row = cases.get(i);
      int index = i;
      var limit = Limit.of(row.work(), plan.target(), plan.threads());
      var peers = new LinkedHashMap<String, Samples>();
      int contender = 2;
      for (Peer peer : plan.peers(row)) {
        peers.put(peer.id(), samples(forks, index, contender++));
      }
      rows.add(
          new Row(
              row,
              samples(forks, index, 1),
              samples(forks, index, 0).scaled(limit.bound(row.work(), 1)),
              peers));
    }
    return rows;
  }

  private static Samples samples(List<double[][][]> forks, int row, int contender) {
    return new Samples(forks.stream().map(fork -> fork[row][contender]).toList());
  }

  private ChainedOptionsBuilder options(Class<?> benchmark, int forks, int turns, TimeValue turn) {
    return new OptionsBuilder()
        .include(Pattern.quote(benchmark.getName()) + "\\.")
        .forks(forks)
        .warmupIterations(0)
        .measurementIterations(turns)
        .measurementTime(turn)
        .syncIterations(false)
        .threads(1)
        .timeout(TIMEOUT)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.NORMAL)
        .jvmArgs(jvmFlags.toArray(String[]::new));
  }

  /** Nanoseconds per call: of each fork, of each turn. */
  private List<double[]> run(String title, ChainedOptionsBuilder options, int turns) {
    var format = new QuietFormat(done -> progress.accept(done, turns));
    try {
      return new Runner(options.build(), format)
          .run().stream()
              .flatMap(result -> result.getBenchmarkResults().stream())
              .map(
                  fork ->
                      fork.getIterationResults().stream().mapToDouble(Measurer::nanos).toArray())
              .toList();
    } catch (RunnerException e) {
      e.addSuppressed(new IllegalStateException(format.text())); // for --debug
      throw new FoveaException(
          "bench: a fork of "
              + title
              + " failed: "
              + cause(format.text(), String.valueOf(e.getMessage())),
          e);
    }
  }

  /** Of a call in one turn: by the contender's own clock, if it has one. */
  private static double nanos(IterationResult turn) {
    var own = turn.getSecondaryResults();
    var calls = own.get("ownCalls");
    return calls == null || calls.getScore() == 0
        ? turn.getPrimaryResult().getScore()
        : own.get("ownNanos").getScore() / calls.getScore();
  }

  /** What a fork that printed this failed of, in a few words. */
  static String cause(String text, String otherwise) {
    var crash = CRASH.matcher(text);
    if (crash.find()) {
      return crash.group(1) + " crashed; hs_err_pid*.log says where";
    }
    return CAUSE
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .filter(message -> !message.startsWith("java.lang.reflect"))
        .findFirst()
        .orElseGet(
            () -> {
              var lines = text.strip();
              return lines.isEmpty()
                  ? otherwise
                  : lines.substring(Math.max(0, lines.length() - 300)).replaceAll("\\s+", " ");
            });
  }
}
