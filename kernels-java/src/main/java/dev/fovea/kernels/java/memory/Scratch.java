package dev.fovea.kernels.java.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;

/** A block of off-heap working memory, 64-byte aligned. Closing gives it back to its pool. */
public final class Scratch implements AutoCloseable {
  private final ScratchPool pool;
  private final Arena arena;
  private final MemorySegment segment;

  Scratch(ScratchPool pool, Arena arena, MemorySegment segment) {
    this.pool = pool;
    this.arena = arena;
    this.segment = segment;
  }

  /** The memory: at least what was asked for; its content is undefined. */
  public MemorySegment segment() {
    return segment;
  }

  /** The memory of several blocks. */
  public static MemorySegment[] segments(Scratch... blocks) {
    return Stream.of(blocks).map(Scratch::segment).toArray(MemorySegment[]::new);
  }

  @Override
  public void close() {
    pool.giveBack(this);
  }

  void free() {
    arena.close();
  }
}
