package dev.fovea.kernels.java.parallel;

import java.util.function.IntConsumer;

/**
 * The thread budget of one backend. Work is split into numbered tasks by the kernel, never by the
 * number of threads, so that results don't depend on it.
 */
public interface Workers extends AutoCloseable {
  /**
   * Workers for a budget of threads, the caller's included.
   *
   * @param threads at least 1; with 1 all work stays on the caller
   */
  static Workers of(int threads) {
    return threads == 1 ? new CallerOnly() : new WorkerPool(threads);
  }

  /** Threads that work together, the caller's included. */
  int threads();

  /**
   * Runs tasks 0 to {@code tasks - 1}, in any order and on any thread, and waits for all. A task
   * may itself call this: its tasks then stay on its thread. If tasks throw, one of the exceptions
   * is thrown here, and tasks that had not begun may be left out.
   *
   * <p>Neighbouring tasks mostly run on one thread, and in two calls with as many tasks the same
   * ones: a kernel finds in its core's cache what the one before left there.
   */
  void run(int tasks, IntConsumer task);

  /** The same, but each thread begins with the last of its tasks. */
  void runBackwards(int tasks, IntConsumer task);

  /** Ends the threads. */
  @Override
  void close();
}
