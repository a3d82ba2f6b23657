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
    forEach(tasks, false, task);
  }

  @Override
  public void runBackwards(int tasks, IntConsumer task) {
    forEach(tasks, true, task);
  }

  static void forEach(int tasks, boolean backwards, IntConsumer task) {
    for (int i = 0; i < tasks; i++) {
      task.accept(backwards ? tasks - 1 - i : i);
    }
  }

  @Override
  public void close() {
    // There is no thread to end.
  }
}
