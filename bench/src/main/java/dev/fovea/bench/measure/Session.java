package dev.fovea.bench.measure;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Precision;
import dev.fovea.bench.peers.Peer;
import dev.fovea.bench.suites.Case;
import dev.fovea.bench.work.Contender;
import dev.fovea.bench.work.Trial;
import dev.fovea.bench.work.Work;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** A fork's contenders, turn by turn. */
final class Session implements AutoCloseable {
  /** How long other threads may still spin after a turn: OpenMP's do. */
  private static final long REST_NANOS = 3_000_000;

  /**
   * How long a contender is called before its turn is measured: once at least. Its first calls find
   * the caches as another left them, and a core still taken by JMH, which passes on the last turn's
   * result. (ResNet-50's first call took 50 ms, the others 29, and a turn is three or four.)
   */
  static final long LEAD_IN_NANOS = 5_000_000;

  /** What is large, see {@link Work#cost}. */
  private static final long LARGE = 1L << 30;

  /** How long a row is visited during the warm-up, at least: where rows are many. */
  private static final long SHORTEST_VISIT_NANOS = 20_000_000;

  /**
   * How often it is visited, at most: where rows are few, visits are longer. (A network is built
   * anew for each visit. Where that took half of the time, C2 was busy with it, and a training step
   * was measured at half its speed.)
   */
  private static final int VISITS = 8;

  /**
   * How long a row is visited without getting faster while it is as slow as a loop of vectors that
   * C2 has not compiled: it notices such a loop after a second, and would need as long in many
   * short visits.
   */
  private static final long PATIENCE_NANOS = 400_000_000;

  /**
   * How slow that is: bytes, or sixteen operations, in a nanosecond. (A product that no other row's
   * kernel had warmed up ran at 6 GFLOP/s to the end of a quick suite, where it has 99 alone.)
   */
  private static final double UNCOMPILED = 0.5;

  /**
   * A warm-up ends when for so long no row got faster and C2 finished nothing to speak of. C2 may
   * work on one method for more than a second, and shows it only when it is done.
   */
  private static final long QUIET_NANOS = 3_000_000_000L;

  /** How long C2 may take, at most, for what a row's opening left it. */
  private static final long SETTLE_NANOS = 1_500_000_000L;

  /** What counts as faster, */
  private static final double FASTER = 0.8;

  /** and what, as a share of the time, counts as nothing to speak of. */
  private static final double IDLE = 0.02;

  private final Plan plan;
  private final List<Case> cases;
  private final Iterator<Schedule.Turn> turns;
  private final Backend backend;
  private final List<Contender> contenders = new ArrayList<>();
  private final Set<Class<?>> warmLimits = new HashSet<>();
  private int openRow = -1;

  Session(Plan plan, long warmUpNanos) {
    this.plan = plan;
    this.cases = plan.cases();
    this.turns = plan.schedule().turns().iterator();
    this.backend = plan.target().open(plan.threads());
    warmUp(warmUpNanos);
  }

  /**
   * Gives C2 its turn, row after row and again from the first: until nothing got faster any more
   * and there was nothing to compile, or the time is over. Large rows run the same code as small
   * ones and are left out.
   */
  private void warmUp(long nanos) {
    var works = cases.stream().map(Case::work).filter(work -> work.cost() < LARGE).toList();
    if (works.isEmpty()) {
      works = cases.stream().map(Case::work).limit(1).toList();
    }
    var best = new double[works.size()];
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    long begun = System.nanoTime();
    long quietSince = begun;
    long visit = Math.max(SHORTEST_VISIT_NANOS, nanos / ((long) VISITS * best.length));
    while (System.nanoTime() - quietSince < QUIET_NANOS) {
      long cycle = System.nanoTime();
      long compiled = compilerNanos();
      for (int i = 0; i < best.length; i++) {
        try (var fovea = new FoveaContender(backend, works.get(i))) {
          long visited = System.nanoTime();
          double slow = works.get(i).cost() / (16 * UNCOMPILED);
          do {
            if (System.nanoTime() - begun > nanos) {
              return;
            }
            double time = Trial.nanos(fovea, SHORTEST_VISIT_NANOS);
            if (time < FASTER * best[i]) {
              best[i] = time;
              visited = System.nanoTime();
              quietSince = visited;
            }
          } while (System.nanoTime() - visited < visit
              || (best[i] > slow && System.nanoTime() - visited < PATIENCE_NANOS));
        }
      }
      long now = System.nanoTime();
      if (compilerNanos() - compiled > IDLE * (now - cycle)) {
        quietSince = now;
      }
    }
  }

  private static long compilerNanos() {
    return ManagementFactory.getCompilationMXBean().getTotalCompilationTime() * 1_000_000;
  }

  /** The contender whose turn is next. */
  Contender next() {
    var turn = turns.next();
    if (turn.row() != openRow) {
      closeRow();
      openRow = turn.row();
      open(cases.get(openRow));
    }
    if (plan.threads() > 1) {
      LockSupport.parkNanos(REST_NANOS);
    }
    var contender = contenders.get(turn.contender());
    contender.begin();
    long begun = System.nanoTime();
    do {
      contender.run();
    } while (System.nanoTime() - begun < LEAD_IN_NANOS);
    return contender;
  }

  private void open(Case row) {
    contenders.add(open(Limit.of(row.work(), plan.target(), plan.threads())));
    var fovea = new FoveaContender(backend, row.work());
    contenders.add(fovea);
    fovea.run();
    for (var peer : plan.peers(row)) {
      var contender = best(peer, row.work(), fovea);
      contenders.add(contender);
      requireSameResult(row, peer, fovea, contender);
    }
    settle(fovea);
  }

  /**
   * Lets C2 finish what it began when the row was opened, so that it takes no core from the turns.
   */
  private static void settle(Contender fovea) {
    long begun = System.nanoTime();
    long visited;
    long compiled;
    do {
      visited = System.nanoTime();
      compiled = compilerNanos();
      Trial.nanos(fovea, SHORTEST_VISIT_NANOS);
    } while (compilerNanos() - compiled > IDLE * (System.nanoTime() - visited)
        && System.nanoTime() - begun < SETTLE_NANOS);
  }

  /** The first of its kind is warmed up: a quick run would measure the interpreter. */
  private Contender open(Limit limit) {
    var contender = limit.open(backend);
    if (warmLimits.add(limit.getClass())) {
      Trial.nanos(contender, SHORTEST_VISIT_NANOS);
    }
    return contender;
  }

  /**
   * With all threads or with one, whichever is faster: the peer's best setting. Large work is never
   * faster on one.
   */
  private Contender best(Peer peer, Work work, FoveaContender fovea) {
    var all = peer.prepare(work, fovea.inputMemory(), plan.threads());
    if (plan.threads() == 1 || work.cost() >= LARGE) {
      return all;
    }
    return Trial.faster(all, peer.prepare(work, fovea.inputMemory(), 1));
  }

  /** Where factors may be rounded, results are apart by some of their roundoffs. */
  private static double rounding(Precision precision) {
    return switch (precision) {
      case FLOAT32, STRICT_FLOAT32 -> 0;
      case TF32 -> 0x1p-8;
      case BFLOAT16 -> 0x1p-5;
    };
  }

  private void requireSameResult(Case row, Peer peer, Contender fovea, Contender other) {
    other.begin();
    other.reset();
    other.run();
    var theirs = other.result();
    if (theirs.isEmpty()) {
      return;
    }
    var ours = fovea.result().orElseThrow();
    double largest = row.work().usualSize();
    double difference = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(ours[i]));
      double d = Math.abs(ours[i] - theirs.get()[i]);
      difference = d <= difference ? difference : d; // NaN is a difference, too
    }
    double tolerance = row.work().tolerance() + rounding(backend.precision());
    if (!(difference <= tolerance * largest)) {
      throw new IllegalStateException(
          "%s computes something else: row=%s, difference=%s, largest value=%s"
              .formatted(peer.id(), row.name(), difference, largest));
    }
  }

  private void closeRow() {
    contenders.reversed().forEach(Contender::close);
    contenders.clear();
  }

  @Override
  public void close() {
    closeRow();
    backend.close();
  }
}
