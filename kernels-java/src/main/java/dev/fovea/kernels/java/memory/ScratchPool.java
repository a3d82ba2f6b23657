package dev.fovea.kernels.java.memory;

import java.lang.foreign.Arena;

/**
 * Keeps working memory for reuse, so that a kernel allocates nothing once it has run before. Safe
 * for use by all workers at once.
 */
public final class ScratchPool implements AutoCloseable {
  private static final long ALIGNMENT = 64;
  private static final SizeClasses SIZES = new SizeClasses(1 << 12);

  private final FreeLists<Scratch> free = new FreeLists<>();
  private boolean closed;

  /** Takes a block for at least {@code floats} float32 values. */
  public Scratch floats(long floats) {
    return bytes(floats * Float.BYTES);
  }

  /** Takes a block of at least {@code bytes} bytes. */
  public Scratch bytes(long bytes) {
    long size = SIZES.round(bytes);
    var scratch = free.pollAtLeast(size);
    if (scratch == null) {
      free.drainBelow(size, Scratch::free);
      scratch = fresh(size);
    }
    return scratch;
  }

  /** Takes a block that will be held for long: none that is much larger than {@code floats}. */
  public Scratch lastingFloats(long floats) {
    long size = SIZES.round(floats * Float.BYTES);
    var scratch = free.poll(size);
    return scratch == null ? fresh(size) : scratch;
  }

  private Scratch fresh(long size) {
    var arena = Arena.ofShared();
    return new Scratch(this, arena, arena.allocate(size, ALIGNMENT));
  }

  synchronized void giveBack(Scratch scratch) {
    if (closed) {
      scratch.free();
    } else {
      free.add(scratch.segment().byteSize(), scratch);
    }
  }

  /** Frees all blocks that no kernel holds. */
  public synchronized void trim() {
    free.drain(Scratch::free);
  }

  /** Frees what is kept now, and what is in use as it comes back. */
  @Override
  public synchronized void close() {
    closed = true;
    trim();
  }
}
