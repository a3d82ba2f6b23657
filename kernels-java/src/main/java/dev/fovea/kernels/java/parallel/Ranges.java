package dev.fovea.kernels.java.parallel;

/**
 * Splits a run of elements into tasks. What is done with an element must not depend on its task:
 * there are only as many tasks as the threads need, for each costs some microseconds' work.
 */
public final class Ranges {
  /**
   * Elements of a task of simple arithmetic: some 5 µs of work, several times what it costs to hand
   * a task to a spinning worker. A multiple of every vector length.
   */
  public static final int GRAIN = 16 * 1024;

  /** Tasks for each thread, so that all end at about the same time. */
  private static final int TASKS_PER_THREAD = 8;

  /** Elements of the largest task: four bytes each must fit an int. */
  private static final long MOST = 1 << 28;

  private Ranges() {}

  /** What is done with elements {@code [begin, begin + count)}. */
  public interface Task {
    /** Works on one range. */
    void run(long begin, int count);
  }

  /**
   * Runs a task on ranges of {@link #GRAIN} elements or more; less stays on the caller's thread.
   */
  public static void run(Workers workers, long length, Task task) {
    run(workers, length, GRAIN, task);
  }

  /** Runs a task on ranges of a multiple of {@code grain} elements, the last perhaps shorter. */
  public static void run(Workers workers, long length, int grain, Task task) {
    int size = size(workers.threads(), length, grain);
    if (length <= size) {
      task.run(0, (int) length);
      return;
    }
    workers.run(tasks(length, size), i -> runOne(task, i, size, length));
  }

  /** The same ranges, each thread's last one first: its cache may still hold that. */
  public static void runBackwards(Workers workers, long length, int grain, Task task) {
    int size = size(workers.threads(), length, grain);
    workers.runBackwards(tasks(length, size), i -> runOne(task, i, size, length));
  }

  private static int tasks(long length, int size) {
    return Math.toIntExact(Math.ceilDiv(length, size));
  }

  private static void runOne(Task task, int index, int size, long length) {
    long begin = (long) index * size;
    task.run(begin, (int) Math.min(size, length - begin));
  }

  private static int size(int threads, long length, int grain) {
    long tasks = threads == 1 ? 1 : (long) TASKS_PER_THREAD * threads;
    long wanted = Math.ceilDiv(Math.ceilDiv(length, tasks), grain);
    return grain * (int) Math.clamp(wanted, 1, Math.max(1, MOST / grain));
  }

  /** How many items of a given size make a task of about {@link #GRAIN} elements; at least 1. */
  public static int itemsPerTask(long elementsPerItem) {
    return (int) Math.max(1, GRAIN / Math.max(1, elementsPerItem));
  }
}
