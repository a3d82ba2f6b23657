package dev.fovea.backend;

import java.util.OptionalLong;

/** An allocation that the backend's memory limit or the machine refused. */
public final class OutOfMemoryException extends FoveaException {
  private static final long serialVersionUID = 1L;

  /**
   * Says how much was asked for and what was there.
   *
   * @param backend name of the backend
   * @param asked bytes asked for
   * @param memory what the backend held at that moment
   * @param free bytes that its device had left, if it can tell
   */
  public OutOfMemoryException(String backend, long asked, MemoryStats memory, OptionalLong free) {
    super(
        String.format(
            "%s: out of memory: asked=%d bytes, live=%d, cached=%d, limit=%s%s; use a smaller"
                + " batch%s",
            backend,
            asked,
            memory.live(),
            memory.cached(),
            memory.limit() == Long.MAX_VALUE ? "none" : memory.limit(),
            free.isPresent() ? ", free=" + free.getAsLong() : "",
            memory.limit() == Long.MAX_VALUE
                ? ""
                : ", or raise the limit with -Dfovea.memory=BYTES"));
  }
}
