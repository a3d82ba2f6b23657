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

  /**
   * Memory in which neighbours begin at different places in a page. A processor compares addresses
   * by their place in a page before it knows more: a load waits for a store that it only seems to
   * depend on, and where x and y begin alike and pixels are a power of two, each load does. A
   * depthwise convolution of 14×14×512 took 22 µs instead of 15 (Zen 5); what goes through memory
   * in order takes the same time.
   */
  private static final class Heap implements BlockSource<Block> {
    private static final long ALIGNMENT = 64;
    private static final long PAGE = 4096;

    /**
     * So far apart begin neighbours: an odd number of pairs of lines, and no less than 20 lines.
     */
    private static final long SHIFT = 22 * ALIGNMENT;

    /** Of more places, some would be near each other. */
    private static final int PLACES = 3;

    /** Bytes from which a block begins at one of them. */
    private static final long SHIFTED = 16 * PAGE;

    /** Bytes of addresses to grow into: more than machines have memory. */
    private static final long SPACE = 1L << 40;

    private int place;

    private long nextShift() {
      place = (place + 1) % PLACES;
      return place * SHIFT;
    }

    @Override
    public Block take(long bytes) {
      var arena = Arena.ofShared();
      try {
        if (bytes < SHIFTED) {
          return new Block(arena, arena.allocate(bytes, ALIGNMENT));
        }
        var pages = arena.allocate(bytes + PAGE, PAGE);
        return new Block(arena, pages.asSlice(nextShift(), bytes));
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
    public GrowingBlock<Block> reserve() {
      return AddressSpace.reserve(SPACE);
    }

    @Override
    public long spare() {
      return PAGE;
    }

    @Override
    public Block part(Block block, long offset, long bytes) {
      var part = block.segment().asSlice(offset + nextShift(), bytes - PAGE);
      return new Block(block.arena(), part);
    }

    /** The block used last may still be in the processor's caches. */
    @Override
    public Queue<Block> freeList() {
      return Collections.asLifoQueue(new ArrayDeque<>());
    }
  }
}
