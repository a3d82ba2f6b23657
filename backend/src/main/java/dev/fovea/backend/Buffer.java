package dev.fovea.backend;

/**
 * Opaque typed memory of one backend. The content of a new buffer is undefined. Closing gives the
 * memory back to the backend's pool; a second close does nothing, and a closed buffer is refused by
 * every operation. A buffer that is never closed is reported as a leak, with the place that
 * allocated it when {@code fovea.leaks=true}, and freed once it is unreachable.
 */
public interface Buffer extends AutoCloseable {
  /**
   * The backend that owns this memory: the one behind the check of {@link Backends}, so compare it,
   * but call operations on the backend that {@link Backends} opened.
   */
  Backend backend();

  /** Element type. */
  DataType type();

  /** Number of elements. */
  long length();

  /** Whether {@link #close()} has been called. */
  boolean isClosed();

  /** Size in bytes. */
  default long byteSize() {
    return length() * type().bytes();
  }

  @Override
  void close();
}
