package dev.fovea.kernels.java.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * One call's tasks, in a share of neighbouring tasks for each thread. A thread does its own share
 * first and then helps with the others'. As shares are the same in every call, what a thread wrote
 * in one kernel is mostly what it reads in the next: from its own cache, not from the other core's,
 * which is some four times slower.
 */
final class Job {
  /** Counters are so many ints apart: on cache lines of their own. */
  private static final int APART = 16;

  private final int tasks;
  private final int shares;
  private final boolean backwards;
  private final IntConsumer task;

  /** How many tasks of each share have begun, or more. */
  private final AtomicIntegerArray begun;

  private final AtomicInteger helping = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /**
   * Tasks that nobody has begun.
   *
   * @param backwards whether each share begins with its last task
   */
  Job(int tasks, int shares, boolean backwards, IntConsumer task) {
    this.tasks = tasks;
    this.shares = shares;
    this.backwards = backwards;
    this.task = task;
    begun = new AtomicIntegerArray((shares + 1) * APART);
  }

  /** Takes tasks until none is left, as the thread that made the job. */
  void work() {
    work(0);
  }

  /**
   * Takes tasks until none is left.
   *
   * @param own the helper's share, from 1
   */
  void help(int own) {
    helping.getAndIncrement(); // before a task is taken: from then on the caller waits
    try {
      work(own);
    } finally {
      helping.getAndDecrement();
    }
  }

  private void work(int own) {
    for (int i = 0; i < shares; i++) {
      finish((own + i) % shares);
    }
  }

  private void finish(int share) {
    int first = first(share);
    int count = first(share + 1) - first;
    while (begun.get(counter(share)) < count) {
      int next = begun.getAndIncrement(counter(share));
      if (next < count) {
        perform(first + (backwards ? count - 1 - next : next));
      }
    }
  }

  private void perform(int index) {
    try {
      if (failure.get() == null) {
        task.accept(index);
      }
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  /** The first task of a share. The caller's, which is there first, is not smaller than others. */
  private int first(int share) {
    return (int) Math.ceilDiv((long) share * tasks, shares);
  }

  private static int counter(int share) {
    return (share + 1) * APART;
  }

  /** Whether there are tasks that nobody has begun. */
  boolean open() {
    for (int share = 0; share < shares; share++) {
      if (begun.get(counter(share)) < first(share + 1) - first(share)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Spins until the helpers' last tasks are done: they last no longer than the caller's own. All
   * tasks have begun, so a helper that comes now finds none.
   */
  @SuppressWarnings("ThreadPriorityCheck") // a hint for when the other core is taken
  void await() {
    for (int spins = 1; helping.get() > 0; spins++) {
      if (spins % 1024 == 0) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }

  /** Throws what a task has thrown. */
  void rethrow() {
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }
}
