package dev.fovea.kernels.java.gemm;

import dev.fovea.backend.op.Gemm;

/**
 * How a product {@code y[m,n] = a[m,k] · b[k,n]} is shared out: blocks of rows of a by groups of
 * panels of b. Each task reads its group of b and packs its block of a for itself, so few rows are
 * best cut along the panels, and few panels along the rows.
 *
 * @param rows rows of a task
 * @param rowTasks blocks of rows
 * @param panels panels of a task
 * @param panelTasks groups of panels
 */
record TaskGrid(int rows, int rowTasks, int panels, int panelTasks) {
  /** Multiply-adds that are worth a task: some microseconds. */
  private static final long TASK_WORK = 200_000;

  /** Tasks for each thread, at most: so that all end at about the same time. */
  private static final int TASKS_PER_THREAD = 4;

  /** Time to pack a value of a, in multiply-adds; measured. */
  private static final int PACK = 24;

  /** Time to read a value of a or b from where all threads find it, in multiply-adds; estimated. */
  private static final int READ = 8;

  /**
   * Time to write a value of y where its row is cut, in multiply-adds: neighbouring lines of it,
   * and of the next kernel's a, belong to other cores. (196×1024×256 with an addend took a quarter
   * longer in four groups of panels.)
   */
  private static final double CUT_ROW = 128;

  /** Values of y that stay in a core's cache: where a row of it is cut, it doesn't matter. */
  private static final int CACHED_Y = 1 << 16;

  /**
   * What it costs to call the other threads and to wait for them, in multiply-adds: a microsecond
   * or two, depending on where the host runs the cores. (64×84×120 took 9.5 µs on one thread; on
   * two, with two calls, between 7 and 16.)
   */
  private static final double CALL = 150_000;

  /** What is lost in the end, when one thread works and the others wait, as a share of a task. */
  private static final double LAST = 0.25;

  /**
   * The grid that is expected to be done first.
   *
   * @param op the product
   * @param panels the panels of b
   * @param unit rows of which blocks have whole multiples
   * @param packsA whether a is packed, which costs; copying rows doesn't
   * @param packsB whether b is still to be packed: by all threads first, or where each group of
   *     panels has one task, by that
   * @param threads threads that share the tasks
   */
  static TaskGrid of(
      Gemm op, Panels panels, int unit, boolean packsA, boolean packsB, int threads) {
    var best = new TaskGrid(Math.max(op.m(), 1), 1, panels.count(), 1);
    if (threads == 1) {
      return best;
    }
    long work = (long) op.m() * panels.columns() * op.k();
    int most = (int) Math.min(work / TASK_WORK, (long) TASKS_PER_THREAD * threads);
    int pack = packsA ? PACK : 0;
    double least = best.cost(op, panels, pack, packsB, threads);
    for (int rowTasks = 1; rowTasks <= most; rowTasks++) {
      for (int panelTasks = 1; panelTasks <= most / rowTasks; panelTasks++) {
        var grid = cut(op.m(), rowTasks, unit, panels.count(), panelTasks);
        double cost = grid.cost(op, panels, pack, packsB, threads);
        if (cost < least) {
          least = cost;
          best = grid;
        }
      }
    }
    return best;
  }

  private static TaskGrid cut(int m, int rowTasks, int unit, int panels, int panelTasks) {
    int rows = Math.ceilDiv(Math.ceilDiv(m, rowTasks), unit) * unit;
    int group = Math.ceilDiv(panels, panelTasks);
    return new TaskGrid(rows, Math.ceilDiv(m, rows), group, Math.ceilDiv(panels, group));
  }

  /** Time until the last task is done, in multiply-adds for each step of the sums. */
  private double cost(Gemm op, Panels all, int pack, boolean packsB, int threads) {
    double m = Math.min(rows, op.m());
    double n = Math.min((double) panels * all.width(0), all.columns());
    double task = m * n + pack * m + READ * (m + n);
    if (tasks() == 1) {
      return task;
    }
    if (panelTasks > 1 && (long) op.m() * op.n() > CACHED_Y) {
      task += CUT_ROW / op.k() * m * n;
    }
    double calls = packsB && rowTasks > 1 ? 2 * CALL / op.k() + READ * n : CALL / op.k();
    return task * (Math.ceilDiv(tasks(), threads) + LAST) + calls;
  }

  int tasks() {
    return rowTasks * panelTasks;
  }

  int firstRow(int task) {
    return task / panelTasks * rows;
  }

  int firstPanel(int task) {
    return task % panelTasks * panels;
  }

  int endPanel(int task, Panels all) {
    return Math.min(firstPanel(task) + panels, all.count());
  }
}
