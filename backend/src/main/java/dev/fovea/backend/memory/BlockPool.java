package dev.fovea.backend.memory;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.MemoryStats;
import dev.fovea.backend.OutOfMemoryException;
import java.lang.ref.Cleaner;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A pool of blocks of one device's memory. Small ones go back to a free list of their size, large
 * ones to the regions that they are pieces of.
 *
 * @param <B> what stands for a block
 */
public final class BlockPool<B> implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  /** Bytes from which a block is a piece of a region. */
  private static final long LARGE = 4L << 20;

  private final String backend;
  private final BlockSource<B> source;
  private final long limit;
  private final boolean traceLeaks;
  private final System.Logger log;
  private final BlockStore<B> small;
  private final BlockStore<B> large;
  private final Set<Lease> leases = new HashSet<>();
  private long live;
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
    small = new SizedStore<>(source);
    large = new RegionStore<>(source);
    this.limit = limit;
    this.traceLeaks = traceLeaks;
    this.log = log;
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
    var store = asked < LARGE ? small : large;
    long size = store.round(asked);
    var loan = store.poll(size);
    if (loan == null) {
      loan = fresh(store, size, asked);
    }
    live += size;
    peak = Math.max(peak, live);
    var lease = new Lease(store, loan, traceLeaks ? new Throwable("allocated here") : null);
    leases.add(lease);
    return lease;
  }

  private BlockStore.Loan<B> fresh(BlockStore<B> store, long size, long asked) {
    if (size > room()) {
      trim();
    }
    if (size > room()) {
      throw new OutOfMemoryException(backend, asked, stats(), source.free());
    }
    try {
      return grow(store, size);
    } catch (OutOfMemoryError e) {
      var refused = new OutOfMemoryException(backend, asked, stats(), source.free());
      refused.initCause(e);
      throw refused;
    }
  }

  /** With some to spare, or with none after all that is unused has been given back. */
  private BlockStore.Loan<B> grow(BlockStore<B> store, long size) {
    try {
      return store.grow(size, room());
    } catch (OutOfMemoryError e) {
      trim();
      return store.grow(size, size);
    }
  }

  private long room() {
    return limit - live - cached();
  }

  private long cached() {
    return small.free() + large.free();
  }

  private synchronized void giveBack(Lease lease) {
    leases.remove(lease);
    live -= lease.size;
    lease.store.giveBack(lease.loan);
    if (closed) {
      trim();
    }
  }

  /** Frees all blocks that no buffer holds. */
  public synchronized void trim() {
    small.trim();
    large.trim();
  }

  /** What the pool holds now. */
  public synchronized MemoryStats stats() {
    return new MemoryStats(live, cached(), peak, limit);
  }

  /** Frees everything; buffers that are still live are closed and reported as leaks. */
  @Override
  public synchronized void close() {
    var leaked = Set.copyOf(leases).stream().filter(Lease::end).toList();
    closed = true;
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
    private final BlockStore<B> store;
    private final BlockStore.Loan<B> loan;
    private final B block;
    private final long size;
    private final Throwable site;
    private final AtomicBoolean ended = new AtomicBoolean();

    private Lease(BlockStore<B> store, BlockStore.Loan<B> loan, Throwable site) {
      this.store = store;
      this.loan = loan;
      block = loan.block();
      size = loan.size();
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
