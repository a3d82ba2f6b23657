package dev.fovea.backend.memory;

import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Small blocks: four sizes per power of two, so that a block is at most a quarter, or 63 bytes,
 * above what is asked, and a free list for each size.
 *
 * @param <B> what stands for a block
 */
final class SizedStore<B> implements BlockStore<B> {
  private static final long ALIGNMENT = 64;

  private final BlockSource<B> source;
  private final Map<Long, Queue<B>> lists = new HashMap<>();
  private long free;

  private record Sized<B>(B block, long size) implements Loan<B> {}

  SizedStore(BlockSource<B> source) {
    this.source = source;
  }

  /** A multiple of the alignment. */
  @Override
  public long round(long bytes) {
    long step = Math.max(ALIGNMENT, Long.highestOneBit(bytes - 1) / 4);
    return Math.max(1, Math.ceilDiv(bytes, step)) * step;
  }

  @Override
  public Loan<B> poll(long size) {
    var list = lists.get(size);
    var block = list == null ? null : list.poll();
    if (block == null) {
      return null;
    }
    free -= size;
    return new Sized<>(block, size);
  }

  @Override
  public Loan<B> grow(long size, long most) {
    return new Sized<>(source.take(size), size);
  }

  @Override
  public void giveBack(Loan<B> loan) {
    free += loan.size();
    lists.computeIfAbsent(loan.size(), size -> source.freeList()).add(loan.block());
  }

  @Override
  public long free() {
    return free;
  }

  @Override
  public void trim() {
    lists.values().forEach(list -> list.forEach(source::giveBack));
    lists.clear();
    free = 0;
  }
}
