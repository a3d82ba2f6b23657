package dev.fovea.kernels.java.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Daemon threads that help the caller with its tasks. Kernels of small networks last microseconds,
 * and waking a parked thread costs tens of them: so helpers first spin, and park only when nothing
 * has come for a while. The caller takes part and takes the tasks that no helper has begun.
 */
final class WorkerPool implements Workers {
  /** How long a helper spins before it parks, in nanoseconds. */
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
      helpers[i] = new Helper("fovea-worker-" + (i + 1));
      helpers[i].start();
    }
  }

  @Override
  public int threads() {
    return helpers.length + 1;
  }

  @Override
  public void run(int tasks, IntConsumer task) {
    if (tasks <= 1 || job != null || Thread.currentThread() instanceof Helper) {
      for (int i = 0; i < tasks; i++) {
        task.accept(i);
      }
      return;
    }
    var next = new Job(tasks, task);
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

  /** One call's tasks. */
  private static final class Job {
    private final int tasks;
    private final IntConsumer task;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Job(int tasks, IntConsumer task) {
      this.tasks = tasks;
      this.task = task;
    }

    /** Takes tasks until none is left. */
    void work() {
      for (int i = begun.getAndIncrement(); i < tasks; i = begun.getAndIncrement()) {
        try {
          if (failure.get() == null) {
            task.accept(i);
          }
        } catch (Throwable e) {
          failure.compareAndSet(null, e);
        } finally {
          finished.getAndIncrement();
        }
      }
    }

    boolean open() {
      return begun.get() < tasks;
    }

    /** Spins until the helpers' last tasks are done: they last no longer than the caller's own. */
    @SuppressWarnings("ThreadPriorityCheck") // a hint for when the other core is taken
    void await() {
      for (int spins = 1; finished.get() < tasks; spins++) {
        if (spins % 1024 == 0) {
          Thread.yield();
        } else {
          Thread.onSpinWait();
        }
      }
    }

    void rethrow() {
      switch (failure.get()) {
        case null -> {}
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
    }
  }

  private final class Helper extends Thread {
    private volatile boolean parked;

    Helper(String name) {
      super(name);
      setDaemon(true);
    }

    @Override
    public void run() {
      while (!closed) {
        var open = awaitJob();
        if (open != null) {
          open.work();
        }
      }
    }

    private Job awaitJob() {
      long deadline = System.nanoTime() + SPIN_NANOS;
      do {
        for (int i = 0; i < SPINS_PER_LOOK; i++) {
          var open = openJob();
          if (open != null) {
            return open;
          }
          Thread.onSpinWait();
        }
      } while (System.nanoTime() < deadline);
      park();
      return openJob();
    }

    private Job openJob() {
      var current = job;
      return current != null && current.open() ? current : null;
    }

    /** Parks unless work has come: the flag is up before the last look, so no wake-up is lost. */
    private void park() {
      parked = true;
      parkedCount(1);
      while (!closed && openJob() == null) {
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
