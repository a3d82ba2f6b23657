package dev.fovea.kernels.java.parallel;

import java.util.function.IntConsumer;

/** A budget of one thread: the caller's. */
final class CallerOnly implements Workers {
  @Override
  public int threads() {
    return 1;
  }

  @Override
  public void run(int tasks, IntConsumer task) {
    forEach(tasks, task);
  }

  @Override
  public void runBackwards(int tasks, IntConsumer task) {
    forEachBackwards(tasks, task);
  }

  static void forEach(int tasks, IntConsumer task) {
    for (int i = 0; i < tasks; i++) {
      task.accept(i);
    }
  }

  static void forEachBackwards(int tasks, IntConsumer task) {
    for (int i = tasks - 1; i >= 0; i--) {
      task.accept(i);
    }
  }

  @Override
  public void close() {
    // There is no thread to end.
  }
}
