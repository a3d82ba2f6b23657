package dev.fovea.kernels.java;

import java.util.function.IntConsumer;

/**
 * The thread budget of one backend. Work is split into numbered tasks by the kernel, never by the
 * number of threads, so that results don't depend on it.
 */
public interface Workers extends AutoCloseable {
  /** Threads that work together, the caller's included. */
  int threads();

  /** Runs tasks 0 to {@code tasks - 1}, in any order and on any thread, and waits for all. */
  void run(int tasks, IntConsumer task);

  @Override
  void close();
}
