package dev.fovea.backend.memory;

import dev.fovea.backend.Backend;
import dev.fovea.backend.DataType;
import dev.fovea.backend.MemoryStats;
import dev.fovea.backend.OutOfMemoryException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A pool of off-heap blocks. Blocks come in sizes of at most a quarter above what is asked, start
 * at a multiple of 64 bytes, and go back to a free list of their size: fresh memory costs a page
 * fault for every 4 KiB, reused memory costs nothing.
 */
public final class HostMemory implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HostMemory.class.getName());
  private static final Cleaner CLEANER = Cleaner.create();
  private static final long ALIGNMENT = 64;

  private final Backend backend;
  private final long limit;
  private final boolean traceLeaks = Boolean.getBoolean("fovea.leaks");
  private final Map<Long, ArrayDeque<Block>> free = new HashMap<>();
  private long live;
  private long cached;
  private long peak;
  private boolean closed;

  private record Block(Arena arena, MemorySegment segment) {}

  /** A pool for one backend that holds at most {@code limit} bytes. */
  public HostMemory(Backend backend, long limit) {
    this.backend = backend;
    this.limit = limit;
  }

  /**
   * Takes a block for {@code length} elements.
   *
   * @throws OutOfMemoryException if the limit or the machine refuses
   */
  public HostBuffer allocate(DataType type, long length) {
    long bytes = length * type.bytes();
    long size = blockSize(bytes);
    var lease = new Lease(take(size, bytes), traceLeaks ? new Throwable("allocated here") : null);
    return new HostBuffer(
        backend, type, length, lease.block.segment.asSlice(0, bytes), lease, CLEANER);
  }

  /** Rounds up to four sizes per power of two. */
  static long blockSize(long bytes) {
    if (bytes <= 4 * ALIGNMENT) {
      return Math.max(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    }
    long step = Long.highestOneBit(bytes - 1) / 4;
    return Math.max(ALIGNMENT, (bytes + step - 1) / step * step);
  }

  private synchronized Block take(long size, long asked) {
    var list = free.get(size);
    var block = list == null ? null : list.pollFirst();
    if (block != null) {
      cached -= size;
    } else {
      block = fresh(size, asked);
    }
    live += size;
    peak = Math.max(peak, live);
    return block;
  }

  private Block fresh(long size, long asked) {
    if (closed) {
      throw new IllegalStateException("backend is closed: " + backend.name());
    }
    if (size > limit - live - cached) {
      trim();
    }
    if (size > limit - live) {
      throw new OutOfMemoryException(backend.name(), asked, stats());
    }
    var arena = Arena.ofShared();
    try {
      return new Block(arena, arena.allocate(size, ALIGNMENT));
    } catch (OutOfMemoryError e) {
      arena.close();
      var refused = new OutOfMemoryException(backend.name(), asked, stats());
      refused.initCause(e);
      throw refused;
    }
  }

  private synchronized void giveBack(Block block) {
    long size = block.segment.byteSize();
    live -= size;
    if (closed) {
      block.arena.close();
      return;
    }
    cached += size;
    free.computeIfAbsent(size, key -> new ArrayDeque<>()).addFirst(block);
  }

  /** Frees all blocks that no buffer holds. */
  public synchronized void trim() {
    free.values().forEach(list -> list.forEach(block -> block.arena.close()));
    free.clear();
    cached = 0;
  }

  /** What the pool holds now. */
  public synchronized MemoryStats stats() {
    return new MemoryStats(live, cached, peak, limit);
  }

  /** Frees what is cached now, and what is live as it is closed. */
  @Override
  public synchronized void close() {
    closed = true;
    trim();
  }

  /** The right to one block. It runs once: at close, or when the buffer has become unreachable. */
  final class Lease implements Runnable {
    private final Block block;
    private final Throwable site;
    private final AtomicBoolean returned = new AtomicBoolean();

    private Lease(Block block, Throwable site) {
      this.block = block;
      this.site = site;
    }

    boolean returned() {
      return returned.get();
    }

    void close() {
      if (returned.compareAndSet(false, true)) {
        giveBack(block);
      }
    }

    @Override
    public void run() {
      if (!returned()) {
        LOG.log(
            System.Logger.Level.WARNING,
            "leak: a buffer of "
                + block.segment.byteSize()
                + " bytes was never closed"
                + (site == null ? "; -Dfovea.leaks=true says where it was allocated" : ""),
            site);
        close();
      }
    }
  }
}
