package dev.fovea.bench.measure;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.bench.peers.Peer;
import dev.fovea.bench.suites.Case;
import dev.fovea.bench.work.Contender;
import dev.fovea.bench.work.Work;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A fork's contenders, turn by turn. */
final class Session implements AutoCloseable {
  /** How long other threads may still spin after a turn: OpenMP's do. */
  private static final long REST_NANOS = 3_000_000;

  /** How long the first look at a contender lasts. */
  private static final long TRIAL_NANOS = 4_000_000;

  /** Results may differ by this share of the largest value, per square root of a term's count. */
  private static final double TOLERANCE = 1e-3;

  private final Plan plan;
  private final List<Case> cases;
  private final Iterator<Schedule.Turn> turns;
  private final Backend backend;
  private final List<Contender> contenders = new ArrayList<>();
  private int openRow = -1;

  Session(Plan plan, long warmUpNanos) {
    this.plan = plan;
    this.cases = plan.cases();
    this.turns = plan.schedule().turns().iterator();
    this.backend = Backends.open("java", BackendOptions.defaults().withThreads(plan.threads()));
    warmUp(System.nanoTime() + warmUpNanos);
  }

  /**
   * Gives C2 its turn: the cheapest rows first, for they run the same code as the dear ones. Once
   * through at least half of the rows, then again while there is time.
   */
  private void warmUp(long deadline) {
    var byCost =
        cases.stream()
            .map(Case::work)
            .sorted(Comparator.comparingLong(work -> Math.max(work.flops(), work.bytes())))
            .toList();
    do {
      for (var work : byCost) {
        try (var fovea = new FoveaContender(backend, work)) {
          trial(fovea);
        }
        if (System.nanoTime() > deadline) {
          return;
        }
      }
    } while (System.nanoTime() < deadline);
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
    return contender;
  }

  private void open(Case row) {
    contenders.add(Limit.of(row.work(), plan.threads()).open());
    var fovea = new FoveaContender(backend, row.work());
    contenders.add(fovea);
    fovea.run();
    for (var peer : plan.peers(row)) {
      var contender = best(peer, row.work(), fovea);
      contenders.add(contender);
      requireSameResult(row, peer, fovea, contender);
    }
  }

  /** With all threads or with one, whichever is faster: the peer's best setting. */
  private Contender best(Peer peer, Work work, FoveaContender fovea) {
    var all = peer.prepare(work, fovea.inputMemory(), plan.threads());
    if (plan.threads() == 1) {
      all.run();
      return all;
    }
    var one = peer.prepare(work, fovea.inputMemory(), 1);
    double timeOfAll = trial(all);
    double timeOfOne = trial(one);
    (timeOfAll <= timeOfOne ? one : all).close();
    var better = timeOfAll <= timeOfOne ? all : one;
    better.begin();
    better.run();
    return better;
  }

  /** Nanoseconds of a call; the first is not counted if there is time for more. */
  private static double trial(Contender contender) {
    contender.begin();
    long begun = System.nanoTime();
    contender.run();
    long first = System.nanoTime();
    if (first - begun > TRIAL_NANOS) {
      return first - begun;
    }
    int calls = 0;
    long now;
    do {
      contender.run();
      calls++;
      now = System.nanoTime();
    } while (now - first < TRIAL_NANOS);
    return (double) (now - first) / calls;
  }

  private static void requireSameResult(Case row, Peer peer, Contender fovea, Contender other) {
    var theirs = other.result();
    if (theirs.isEmpty()) {
      return;
    }
    var ours = fovea.result().orElseThrow();
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(ours[i]));
      double d = Math.abs(ours[i] - theirs.get()[i]);
      difference = d <= difference ? difference : d; // NaN is a difference, too
    }
    if (!(difference <= TOLERANCE * largest)) {
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
