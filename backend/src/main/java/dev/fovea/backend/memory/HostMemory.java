package dev.fovea.backend.memory;

import dev.fovea.backend.Backend;
import dev.fovea.backend.DataType;
import dev.fovea.backend.MemoryStats;
import dev.fovea.backend.OutOfMemoryException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Queue;

/**
 * A pool of off-heap blocks that start at a multiple of 64 bytes: fresh memory costs a page fault
 * for every 4 KiB, reused memory costs nothing.
 */
public final class HostMemory implements AutoCloseable {
  private final Backend backend;
  private final BlockPool<Block> pool;

  record Block(Arena arena, MemorySegment segment) {}

  /** A pool for one backend that holds at most {@code limit} bytes. */
  public HostMemory(Backend backend, long limit) {
    this.backend = backend;
    pool = new BlockPool<>(backend.name(), new Heap(), limit);
  }

  HostMemory(Backend backend, long limit, boolean traceLeaks, System.Logger log) {
    this.backend = backend;
    pool = new BlockPool<>(backend.name(), new Heap(), limit, traceLeaks, log);
  }

  /**
   * Takes a block for {@code length} elements.
   *
   * @throws OutOfMemoryException if the limit or the machine refuses
   */
  public HostBuffer allocate(DataType type, long length) {
    return new HostBuffer(backend, type, length, pool.take(length * type.bytes()));
  }

  /** Frees all blocks that no buffer holds. */
  public void trim() {
    pool.trim();
  }

  /** What the pool holds now. */
  public MemoryStats stats() {
    return pool.stats();
  }

  /** Frees everything; buffers that are still live are closed and reported as leaks. */
  @Override
  public void close() {
    pool.close();
  }

  private static final class Heap implements BlockSource<Block> {
    private static final long ALIGNMENT = 64;

    @Override
    public Block take(long bytes) {
      var arena = Arena.ofShared();
      try {
        return new Block(arena, arena.allocate(bytes, ALIGNMENT));
      } catch (OutOfMemoryError e) {
        arena.close();
        throw e;
      }
    }

    @Override
    public void giveBack(Block block) {
      block.arena().close();
    }

    @Override
    public Block part(Block block, long offset, long bytes) {
      return new Block(block.arena(), block.segment().asSlice(offset, bytes));
    }

    /** The block used last may still be in the processor's caches. */
    @Override
    public Queue<Block> freeList() {
      return Collections.asLifoQueue(new ArrayDeque<>());
    }
  }
}
