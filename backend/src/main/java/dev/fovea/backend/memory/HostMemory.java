package dev.fovea.backend.memory;

import dev.fovea.backend.Backend;
import dev.fovea.backend.DataType;
import dev.fovea.backend.FoveaException;
import dev.fovea.backend.MemoryStats;
import dev.fovea.backend.OutOfMemoryException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A pool of off-heap blocks. Blocks come in sizes of at most a quarter, or 63 bytes, above what is
 * asked, start at a multiple of 64 bytes, and go back to a free list of their size: fresh memory
 * costs a page fault for every 4 KiB, reused memory costs nothing.
 */
public final class HostMemory implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final long ALIGNMENT = 64;

  private final Backend backend;
  private final long limit;
  private final boolean traceLeaks;
  private final System.Logger log;
  private final Map<Long, ArrayDeque<Block>> free = new HashMap<>();
  private final Set<Lease> leases = new HashSet<>();
  private long live;
  private long cached;
  private long peak;
  private boolean closed;

  private record Block(Arena arena, MemorySegment segment) {}

  /** A pool for one backend that holds at most {@code limit} bytes. */
  public HostMemory(Backend backend, long limit) {
    this(
        backend,
        limit,
        Boolean.getBoolean("fovea.leaks"),
        System.getLogger(HostMemory.class.getName()));
  }

  HostMemory(Backend backend, long limit, boolean traceLeaks, System.Logger log) {
    this.backend = backend;
    this.limit = limit;
    this.traceLeaks = traceLeaks;
    this.log = log;
  }

  /**
   * Takes a block for {@code length} elements.
   *
   * @throws OutOfMemoryException if the limit or the machine refuses
   */
  public HostBuffer allocate(DataType type, long length) {
    long bytes = length * type.bytes();
    long size = blockSize(bytes);
    var lease = take(size, bytes);
    return new HostBuffer(
        backend, type, length, lease.block.segment.asSlice(0, bytes), lease, CLEANER);
  }

  /** Rounds up to four sizes per power of two, all of them multiples of the alignment. */
  static long blockSize(long bytes) {
    long step = Math.max(ALIGNMENT, Long.highestOneBit(bytes - 1) / 4);
    return Math.max(1, Math.ceilDiv(bytes, step)) * step;
  }

  private synchronized Lease take(long size, long asked) {
    if (closed) {
      throw new FoveaException("allocate: backend is closed: " + backend.name());
    }
    var list = free.get(size);
    var block = list == null ? null : list.pollFirst();
    if (block != null) {
      cached -= size;
    } else {
      block = fresh(size, asked);
    }
    live += size;
    peak = Math.max(peak, live);
    var lease = new Lease(block, traceLeaks ? new Throwable("allocated here") : null);
    leases.add(lease);
    return lease;
  }

  private Block fresh(long size, long asked) {
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
      if (cached > 0) {
        trim();
        return fresh(size, asked);
      }
      var refused = new OutOfMemoryException(backend.name(), asked, stats());
      refused.initCause(e);
      throw refused;
    }
  }

  private synchronized void giveBack(Lease lease) {
    leases.remove(lease);
    long size = lease.size();
    live -= size;
    if (closed) {
      lease.block.arena.close();
      return;
    }
    cached += size;
    free.computeIfAbsent(size, key -> new ArrayDeque<>()).addFirst(lease.block);
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

  /** Frees everything; buffers that are still live are closed and reported as leaks. */
  @Override
  public synchronized void close() {
    closed = true;
    var leaked = Set.copyOf(leases).stream().filter(Lease::end).toList();
    if (traceLeaks) {
      leaked.forEach(Lease::report);
    } else if (!leaked.isEmpty()) {
      warn(leaked.size(), leaked.stream().mapToLong(Lease::size).sum(), null);
    }
    trim();
  }

  private void warn(int buffers, long bytes, Throwable site) {
    log.log(
        System.Logger.Level.WARNING,
        "leak: never closed: buffers="
            + buffers
            + ", bytes="
            + bytes
            + (site == null ? "; -Dfovea.leaks=true says where they were allocated" : ""),
        site);
  }

  /**
   * The right to one block. It ends once: when its buffer is closed, or, as a leak, when the buffer
   * has become unreachable or the pool is closed.
   */
  final class Lease implements Runnable {
    private final Block block;
    private final Throwable site;
    private final AtomicBoolean ended = new AtomicBoolean();

    private Lease(Block block, Throwable site) {
      this.block = block;
      this.site = site;
    }

    long size() {
      return block.segment.byteSize();
    }

    boolean ended() {
      return ended.get();
    }

    /** Gives the block back, once; whether this was the time. */
    boolean end() {
      boolean first = ended.compareAndSet(false, true);
      if (first) {
        giveBack(this);
      }
      return first;
    }

    void report() {
      warn(1, size(), site);
    }

    /** The buffer has become unreachable, or has been closed just now. */
    @Override
    public void run() {
      if (end()) {
        report();
      }
    }
  }
}
