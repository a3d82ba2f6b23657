package dev.fovea.kernels.java.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Daemon threads that help the caller with its tasks. Kernels of small networks last microseconds,
 * and waking a parked thread costs tens of them: so helpers first spin, and park only when nothing
 * has come for a while. The caller takes part and takes the tasks that no helper has begun.
 */
final class WorkerPool implements Workers {
  /** How long a helper spins before it parks, in nanoseconds, from when no call is at work. */
  private static final long SPIN_NANOS = 50_000;

  /** Spins between two looks at the clock. */
  private static final int SPINS_PER_LOOK = 32;

  private final Helper[] helpers;
  private final AtomicInteger parked = new AtomicInteger();
  private volatile Job job;
  private volatile boolean closed;

  WorkerPool(int threads) {
    helpers = new Helper[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Helper(i + 1);
      helpers[i].start();
    }
  }

  @Override
  public int threads() {
    return helpers.length + 1;
  }

  @Override
  public void run(int tasks, IntConsumer task) {
    run(tasks, false, task);
  }

  @Override
  public void runBackwards(int tasks, IntConsumer task) {
    run(tasks, true, task);
  }

  private void run(int tasks, boolean backwards, IntConsumer task) {
    if (tasks <= 1 || job != null || Thread.currentThread() instanceof Helper) {
      CallerOnly.forEach(tasks, backwards, task);
    } else {
      run(new Job(tasks, threads(), backwards, task));
    }
  }

  private void run(Job next) {
    job = next;
    if (parked.get() > 0) {
      wake();
    }
    try {
      next.work();
    } finally {
      next.await();
      job = null;
    }
    next.rethrow();
  }

  private void wake() {
    for (var helper : helpers) {
      if (helper.parked) {
        LockSupport.unpark(helper);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    for (var helper : helpers) {
      LockSupport.unpark(helper);
    }
  }

  private final class Helper extends Thread {
    private final int number;
    private volatile boolean parked;

    /** A helper with a number, from 1: that of its share of each job. */
    Helper(int number) {
      super("fovea-worker-" + number);
      this.number = number;
      setDaemon(true);
    }

    @Override
    public void run() {
      while (!closed) {
        var open = awaitJob();
        if (open != null) {
          open.help(number);
        }
      }
    }

    private Job awaitJob() {
      long begun = System.nanoTime();
      do {
        for (int i = 0; i < SPINS_PER_LOOK; i++) {
          var open = openJob();
          if (open != null) {
            return open;
          }
          Thread.onSpinWait();
        }
        if (job != null) { // the caller is at its last task, and may have the next call soon
          begun = System.nanoTime();
        }
      } while (System.nanoTime() - begun < SPIN_NANOS);
      park();
      return openJob();
    }

    private Job openJob() {
      var current = job;
      return current != null && current.open() ? current : null;
    }

    /**
     * Parks unless work has come: the flag is up before the last look, so no wake-up is lost. Who
     * was woken too late for a job spins for the next one: to wake it takes as long again.
     */
    private void park() {
      parked = true;
      parkedCount(1);
      if (!closed && openJob() == null) {
        LockSupport.park(WorkerPool.this);
      }
      parkedCount(-1);
      parked = false;
    }

    private void parkedCount(int change) {
      WorkerPool.this.parked.getAndAdd(change);
    }
  }
}
