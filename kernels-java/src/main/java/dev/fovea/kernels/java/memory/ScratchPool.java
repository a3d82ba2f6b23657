package dev.fovea.kernels.java.memory;

import java.lang.foreign.Arena;
import java.util.ArrayDeque;

/**
 * Keeps working memory for reuse, so that a kernel allocates nothing once it has run before. Safe
 * for use by all workers at once.
 */
public final class ScratchPool implements AutoCloseable {
  private static final long ALIGNMENT = 64;
  private static final SizeClasses SIZES = new SizeClasses(1 << 12);

  private final ArrayDeque<Scratch>[] free = stacks();
  private boolean closed;

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static ArrayDeque<Scratch>[] stacks() {
    ArrayDeque<Scratch>[] stacks = new ArrayDeque[SizeClasses.COUNT];
    for (int i = 0; i < stacks.length; i++) {
      stacks[i] = new ArrayDeque<>();
    }
    return stacks;
  }

  /** Takes a block for at least {@code floats} float32 values. */
  public Scratch floats(long floats) {
    return bytes(floats * Float.BYTES);
  }

  /** Takes a block of at least {@code bytes} bytes. */
  public Scratch bytes(long bytes) {
    long size = SIZES.round(bytes);
    synchronized (this) {
      var scratch = free[SizeClasses.index(size)].pollFirst();
      if (scratch != null) {
        return scratch;
      }
    }
    var arena = Arena.ofShared();
    return new Scratch(this, arena, arena.allocate(size, ALIGNMENT));
  }

  synchronized void giveBack(Scratch scratch) {
    if (closed) {
      scratch.free();
    } else {
      free[SizeClasses.index(scratch.segment().byteSize())].addFirst(scratch);
    }
  }

  /** Frees all blocks that no kernel holds. */
  public synchronized void trim() {
    for (var stack : free) {
      stack.forEach(Scratch::free);
      stack.clear();
    }
  }

  /** Frees what is kept now, and what is in use as it comes back. */
  @Override
  public synchronized void close() {
    closed = true;
    trim();
  }
}
