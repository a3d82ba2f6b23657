package dev.fovea.kernels.java.parallel;

/** Splits a run of elements into tasks of a fixed size, whatever the number of threads. */
public final class Ranges {
  /**
   * Elements of a task of simple arithmetic: some 5 µs of work, several times what it costs to hand
   * a task to a spinning worker. A multiple of every vector length.
   */
  public static final int GRAIN = 16 * 1024;

  private Ranges() {}

  /** What is done with elements {@code [begin, begin + count)}. */
  public interface Task {
    /** Works on one range. */
    void run(long begin, int count);
  }

  /** Runs a task on every range of {@link #GRAIN} elements; less stays on the caller's thread. */
  public static void run(Workers workers, long length, Task task) {
    run(workers, length, GRAIN, task);
  }

  /** Runs a task on every range of {@code grain} elements, the last of which may be shorter. */
  public static void run(Workers workers, long length, int grain, Task task) {
    if (length <= grain) {
      task.run(0, (int) length);
      return;
    }
    workers.run(
        Math.toIntExact((length + grain - 1) / grain),
        i -> {
          long begin = (long) i * grain;
          task.run(begin, (int) Math.min(grain, length - begin));
        });
  }

  /** How many items of a given size make a task of about {@link #GRAIN} elements; at least 1. */
  public static int itemsPerTask(long elementsPerItem) {
    return (int) Math.max(1, GRAIN / Math.max(1, elementsPerItem));
  }
}
