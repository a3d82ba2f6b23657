package dev.fovea.backend.memory;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.MemoryStats;
import dev.fovea.backend.OutOfMemoryException;
import java.lang.ref.Cleaner;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A pool of blocks of one device's memory. Blocks come in sizes of at most a quarter, or 63 bytes,
 * above what is asked, and go back to a free list of their size.
 *
 * @param <B> what stands for a block
 */
public final class BlockPool<B> implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final long ALIGNMENT = 64;

  private final String backend;
  private final BlockSource<B> source;
  private final long limit;
  private final boolean traceLeaks;
  private final System.Logger log;
  private final Map<Long, Queue<B>> free = new HashMap<>();
  private final Set<Lease> leases = new HashSet<>();
  private long live;
  private long cached;
  private long peak;
  private boolean closed;

  /** A pool for the backend of this name that holds at most {@code limit} bytes. */
  public BlockPool(String backend, BlockSource<B> source, long limit) {
    this(
        backend,
        source,
        limit,
        Boolean.getBoolean("fovea.leaks"),
        System.getLogger(BlockPool.class.getName()));
  }

  BlockPool(
      String backend, BlockSource<B> source, long limit, boolean traceLeaks, System.Logger log) {
    this.backend = backend;
    this.source = source;
    this.limit = limit;
    this.traceLeaks = traceLeaks;
    this.log = log;
  }

  /** Rounds up to four sizes per power of two, all of them multiples of the alignment. */
  static long blockSize(long bytes) {
    long step = Math.max(ALIGNMENT, Long.highestOneBit(bytes - 1) / 4);
    return Math.max(1, Math.ceilDiv(bytes, step)) * step;
  }

  /**
   * Takes a block of at least this size.
   *
   * @throws OutOfMemoryException if the limit or the device refuses
   */
  public synchronized Lease take(long asked) {
    if (closed) {
      throw new FoveaException("allocate: backend is closed: " + backend);
    }
    long size = blockSize(asked);
    var list = free.get(size);
    var block = list == null ? null : list.poll();
    if (block != null) {
      cached -= size;
    } else {
      block = fresh(size, asked);
    }
    live += size;
    peak = Math.max(peak, live);
    var lease = new Lease(block, size, traceLeaks ? new Throwable("allocated here") : null);
    leases.add(lease);
    return lease;
  }

  private B fresh(long size, long asked) {
    if (size > limit - live - cached) {
      trim();
    }
    if (size > limit - live) {
      throw new OutOfMemoryException(backend, asked, stats(), source.free());
    }
    try {
      return source.take(size);
    } catch (OutOfMemoryError e) {
      if (cached > 0) {
        trim();
        return fresh(size, asked);
      }
      var refused = new OutOfMemoryException(backend, asked, stats(), source.free());
      refused.initCause(e);
      throw refused;
    }
  }

  private synchronized void giveBack(Lease lease) {
    leases.remove(lease);
    live -= lease.size;
    if (closed) {
      source.giveBack(lease.block);
      return;
    }
    cached += lease.size;
    free.computeIfAbsent(lease.size, size -> source.freeList()).add(lease.block);
  }

  /** Frees all blocks that no buffer holds. */
  public synchronized void trim() {
    free.values().forEach(list -> list.forEach(source::giveBack));
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
      warn(leaked.size(), leaked.stream().mapToLong(lease -> lease.size).sum(), null);
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
  public final class Lease implements Runnable {
    private final B block;
    private final long size;
    private final Throwable site;
    private final AtomicBoolean ended = new AtomicBoolean();

    private Lease(B block, long size, Throwable site) {
      this.block = block;
      this.size = size;
      this.site = site;
    }

    /** The block. */
    public B block() {
      return block;
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

    /** Ends the lease as a leak once its holder is unreachable. */
    Cleaner.Cleanable endWith(Object holder) {
      return CLEANER.register(holder, this);
    }

    private void report() {
      warn(1, size, site);
    }

    /** The holder has become unreachable, or has been closed just now. */
    @Override
    public void run() {
      if (end()) {
        report();
      }
    }
  }
}
