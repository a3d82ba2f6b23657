package dev.fovea.backend.memory;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.TreeMap;

/** Blocks of a device that has addresses and nothing behind them, and perhaps one that grows. */
final class CountedSource implements BlockSource<CountedSource.Span> {
  /** Bytes taken and not given back, by their first address. */
  final TreeMap<Long, Long> taken = new TreeMap<>();

  private final long most;
  private long next;
  private long refusedFrom = Long.MAX_VALUE;

  /** Without blocks that grow. */
  CountedSource() {
    this(0);
  }

  /** Whose blocks grow to so many bytes; 0 for none. */
  CountedSource(long most) {
    this.most = most;
  }

  /** Refuses to let blocks grow to this size. */
  void refuseFrom(long bytes) {
    refusedFrom = bytes;
  }

  record Span(long begin, long bytes) {
    long end() {
      return begin + bytes;
    }
  }

  @Override
  public Span take(long bytes) {
    var span = new Span(next, bytes);
    next += bytes + 4096; // regions are no neighbours
    taken.put(span.begin(), bytes);
    return span;
  }

  @Override
  public void giveBack(Span block) {
    taken.remove(block.begin());
  }

  @Override
  public GrowingBlock<Span> reserve() {
    if (most == 0) {
      return null;
    }
    var span = new Span(next, most);
    next += most + 4096;
    taken.put(span.begin(), 0L);
    return new GrowingBlock<>() {
      @Override
      public Span block() {
        return span;
      }

      @Override
      public long most() {
        return most;
      }

      @Override
      public void resize(long bytes) {
        if (bytes >= refusedFrom) {
          throw new OutOfMemoryError();
        }
        taken.put(span.begin(), bytes);
      }
    };
  }

  @Override
  public Span part(Span block, long offset, long bytes) {
    return new Span(block.begin() + offset, bytes);
  }

  @Override
  public Queue<Span> freeList() {
    return new ArrayDeque<>();
  }

  long bytes() {
    return taken.values().stream().mapToLong(Long::longValue).sum();
  }
}
