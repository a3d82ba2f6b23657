package dev.fovea.bench.measure;

import dev.fovea.bench.suites.Case;
import dev.fovea.bench.work.NetworkWork;
import java.util.ArrayList;
import java.util.List;

/**
 * What fits into a quick run: the effort, and rows that would take too long by themselves.
 *
 * @param effort how long is measured
 * @param plan the rows that fit
 * @param tooLarge the rows that don't
 */
public record QuickPlan(Effort effort, Plan plan, List<Case> tooLarge) {
  /** Seconds for a suite's forks; the machine's limits come on top. */
  private static final double BUDGET = 46;

  /** What a contender is thought to reach: less than it does, for the first calls are slow. */
  private static final double OPERATIONS_PER_SECOND = 90e9;

  private static final double BYTES_PER_SECOND = 6e9;

  /** What a device does more of than a processor: here, too, less than it may reach. */
  private static final double DEVICE = 50;

  /** What it takes a peer to build a network: a process, a file, weights in another layout. */
  private static final double NETWORK_OPENING = 1;

  private static final double NETWORK_BYTES_PER_SECOND = 0.2e9;

  /** Seconds that JMH, and the rest after a turn, take from each turn. */
  private static final double OVERHEAD = 4e-3;

  private static final double LEAD_IN = 1e-9 * Session.LEAD_IN_NANOS;

  /**
   * From thorough to hasty. One fork each: C2 needs ten seconds and more for a network's kernels
   * and layers, and while it works, all contenders share one of two cores with it. Three forks that
   * were measured meanwhile said less than one that is warm.
   */
  private static final List<Effort> EFFORTS =
      List.of(
          new Effort(1, new Rounds(1, 7), 100, 20_000),
          new Effort(1, new Rounds(1, 7), 20, 20_000),
          new Effort(1, new Rounds(1, 5), 8, 15_000),
          new Effort(1, new Rounds(1, 3), 3, 12_000),
          new Effort(1, new Rounds(1, 3), 3, 8000),
          new Effort(1, new Rounds(0, 1, 5), 3, 8000),
          new Effort(1, new Rounds(0, 1, 3), 2, 8000),
          new Effort(1, new Rounds(0, 1), 2, 2000));

  /** A warm-up takes half of the time that is left, up to this. */
  private static final int LONGEST_WARM_UP_MILLIS = 25_000;

  /**
   * The most thorough effort with which all rows fit; else the hastiest, without what no longer
   * fits.
   */
  public static QuickPlan of(Plan all) {
    for (var effort : EFFORTS) {
      var plan = all.withRounds(effort.rounds());
      double seconds = seconds(plan, effort);
      if (seconds <= BUDGET) {
        return new QuickPlan(longer(effort, BUDGET - seconds), plan, List.of());
      }
    }
    var effort = EFFORTS.getLast();
    var plan = all.withRounds(effort.rounds());
    var cases = all.suite().cases();
    var fits = new ArrayList<Integer>();
    double total = start(effort);
    for (int row : plan.rows()) { // in the suite's order: one image before many
      double cost = seconds(cases.get(row), plan, effort);
      if (total + cost <= BUDGET) {
        total += cost;
        fits.add(row);
      }
    }
    var tooLarge = plan.rows().stream().filter(row -> !fits.contains(row)).map(cases::get).toList();
    return new QuickPlan(effort, plan.withRows(fits), tooLarge);
  }

  /** With half of the seconds that are left for warming up; the rest is for what estimates miss. */
  private static Effort longer(Effort effort, double seconds) {
    int millis = effort.warmUpMillis() + (int) (500 * seconds / effort.forks());
    return effort.withWarmUp(Math.min(millis, LONGEST_WARM_UP_MILLIS));
  }

  private static double seconds(Plan plan, Effort effort) {
    return start(effort)
        + plan.cases().stream().mapToDouble(row -> seconds(row, plan, effort)).sum();
  }

  /** Seconds until the first row: a JVM, libraries, and the warm-up. */
  private static double start(Effort effort) {
    return effort.forks() * (4 + 1e-3 * effort.warmUpMillis());
  }

  private static double seconds(Case row, Plan plan, Effort effort) {
    var work = row.work();
    boolean device = plan.target().isDevice();
    double call =
        device
            ? Math.max(work.flops() / OPERATIONS_PER_SECOND, work.bytes() / BYTES_PER_SECOND)
                / DEVICE
            : Math.max(
                work.flops() / (OPERATIONS_PER_SECOND * plan.threads()),
                work.bytes() / BYTES_PER_SECOND);
    int peers = plan.peers(row).size();
    double turn = Math.max(call, LEAD_IN) + Math.max(call, effort.turnMillis() * 1e-3) + OVERHEAD;
    int rounds = effort.rounds().warmUp() + effort.rounds().counted(work);
    // Each peer is tried in several settings; Fovea's operands are filled at random.
    double opening = (1 + 3 * peers) * call + work.bytes() / 1e9;
    if (work instanceof NetworkWork) {
      opening += peers * (NETWORK_OPENING + work.bytes() / NETWORK_BYTES_PER_SECOND);
    }
    return effort.forks() * (opening + rounds * ((1 + peers) * turn + effort.turnMillis() * 1e-3));
  }
}
