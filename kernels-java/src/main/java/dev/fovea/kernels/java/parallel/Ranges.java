package dev.fovea.kernels.java.parallel;

/**
 * Splits a run of elements into tasks. What is done with an element must not depend on its task:
 * there are only as many tasks as the threads need, for each costs some microseconds' work.
 *
 * <p>All threads have as many tasks (but where {@code unit} is large), and tasks one size: so a
 * thread's share is the same part of every tensor, and it finds what it wrote in its own cache.
 * (LeNet-5's second pooling, 320 rows, took 17 µs on one thread and 20 on two while tasks of at
 * least 51 rows made seven, four for the first thread: an eighth of what these read lay in the
 * other core's cache.)
 */
public final class Ranges {
  /**
   * Elements of a task of simple arithmetic: some 5 µs of work, several times what it costs to hand
   * a task to a spinning worker.
   */
  public static final int GRAIN = 16 * 1024;

  /** Tasks begin at multiples of this many elements, and so of every vector's length. */
  private static final int UNIT = 1024;

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
    run(workers, length, GRAIN, UNIT, task);
  }

  /** Runs a task on ranges of {@code grain} items or more, see {@link #itemsPerTask}. */
  public static void run(Workers workers, long length, int grain, Task task) {
    run(workers, length, grain, 1, task);
  }

  /**
   * Runs a task on ranges of {@code grain} elements or more.
   *
   * @param unit ranges begin at multiples of this many elements
   */
  public static void run(Workers workers, long length, int grain, int unit, Task task) {
    long size = size(workers.threads(), length, grain, unit);
    if (length <= size) {
      task.run(0, (int) length);
      return;
    }
    workers.run(tasks(length, size), i -> runOne(task, i, size, length));
  }

  /** The same ranges, each thread's last one first: its cache may still hold that. */
  public static void runBackwards(Workers workers, long length, int grain, int unit, Task task) {
    long size = size(workers.threads(), length, grain, unit);
    workers.runBackwards(tasks(length, size), i -> runOne(task, i, size, length));
  }

  private static int tasks(long length, long size) {
    return Math.toIntExact(Math.ceilDiv(length, size));
  }

  private static void runOne(Task task, int index, long size, long length) {
    long begin = index * size;
    task.run(begin, (int) Math.min(size, length - begin));
  }

  private static long size(int threads, long length, int grain, int unit) {
    long tasks = 1;
    if (threads > 1) {
      tasks = Math.clamp(length / grain, 1, (long) TASKS_PER_THREAD * threads);
      tasks -= tasks > threads ? tasks % threads : 0;
    }
    long units = Math.ceilDiv(Math.ceilDiv(length, tasks), unit);
    return unit * Math.clamp(units, 1, Math.max(1, MOST / unit));
  }

  /** How many items of a given size make a task of about {@link #GRAIN} elements; at least 1. */
  public static int itemsPerTask(long elementsPerItem) {
    return (int) Math.max(1, GRAIN / Math.max(1, elementsPerItem));
  }
}
