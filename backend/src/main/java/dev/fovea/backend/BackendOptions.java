package dev.fovea.backend;

/**
 * What a backend is opened with.
 *
 * @param threads threads that its kernels may use together, the caller's included; at least 1
 * @param memoryLimit bytes that its buffers may take, live and cached
 */
public record BackendOptions(int threads, long memoryLimit) {
  /** Checks the budget. */
  public BackendOptions {
    ShapeException.require(threads >= 1, "backend: at least one thread: threads=%d", threads);
    ShapeException.require(
        memoryLimit > 0, "backend: memory limit must be positive: limit=%d", memoryLimit);
  }

  /**
   * {@code fovea.threads} (default: the processors available) and {@code fovea.memory} (bytes;
   * default: no limit).
   */
  public static BackendOptions defaults() {
    return new BackendOptions(
        Math.toIntExact(property("fovea.threads", Runtime.getRuntime().availableProcessors())),
        property("fovea.memory", Long.MAX_VALUE));
  }

  /** Unlike {@link Long#getLong(String)}, it doesn't take a typing error for an absent property. */
  private static long property(String name, long absent) {
    var value = System.getProperty(name);
    try {
      return value == null ? absent : Long.parseLong(value.strip());
    } catch (NumberFormatException e) {
      throw new FoveaException("backend: not a whole number: " + name + "=" + value, e);
    }
  }

  /** The same with another number of threads. */
  public BackendOptions withThreads(int threads) {
    return new BackendOptions(threads, memoryLimit);
  }
}
