package dev.fovea.backend.memory;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.TreeMap;

/** Blocks of a device that has addresses and nothing behind them. */
final class CountedSource implements BlockSource<CountedSource.Span> {
  /** Bytes taken and not given back, by their first address. */
  final TreeMap<Long, Long> taken = new TreeMap<>();

  private long next;

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
    taken.remove(block.begin(), block.bytes());
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
