package dev.fovea.backend;

/**
 * What a backend is opened with.
 *
 * @param threads threads that its kernels may use together, the caller's included; at least 1
 * @param memoryLimit bytes that its buffers may take, live and cached
 * @param precision how sums of products may be computed
 */
public record BackendOptions(int threads, long memoryLimit, Precision precision) {
  /** Checks the budget. */
  public BackendOptions {
    ShapeException.require(threads >= 1, "backend: at least one thread: threads=%d", threads);
    ShapeException.require(
        memoryLimit > 0, "backend: memory limit must be positive: limit=%d", memoryLimit);
    ShapeException.require(precision != null, "backend: a precision is needed");
  }

  /** The usual precision. */
  public BackendOptions(int threads, long memoryLimit) {
    this(threads, memoryLimit, Precision.FLOAT32);
  }

  /**
   * {@code fovea.threads} (default: the processors available), {@code fovea.memory} (bytes;
   * default: no limit) and {@code fovea.precision} ({@code float32}, the default, {@code
   * strict_float32}, {@code tf32} or {@code bfloat16}).
   */
  public static BackendOptions defaults() {
    return new BackendOptions(
        Math.toIntExact(property("fovea.threads", Runtime.getRuntime().availableProcessors())),
        property("fovea.memory", Long.MAX_VALUE),
        precision(System.getProperty("fovea.precision", Precision.FLOAT32.name())));
  }

  private static Precision precision(String name) {
    return Precision.find(name)
        .orElseThrow(
            () ->
                new FoveaException(
                    "backend: no such precision: fovea.precision=%s, one of [%s]"
                        .formatted(name, Precision.ids())));
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
    return new BackendOptions(threads, memoryLimit, precision);
  }

  /** The same with another precision. */
  public BackendOptions withPrecision(Precision precision) {
    return new BackendOptions(threads, memoryLimit, precision);
  }
}
