package dev.fovea.kernels.java.parallel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.kernels.java.memory.ArrayPool;
import dev.fovea.kernels.java.memory.ScratchPool;
import java.lang.foreign.MemorySegment;

/**
 * A sum over many blocks, shared out among threads so that its bits don't depend on them: blocks
 * are cut into chunks by their number alone, each chunk is summed by itself in order, and the
 * chunks' sums are added in order.
 */
public final class PartialSums {
  /** More chunks than threads, so that all end at about the same time. */
  private static final int MOST_CHUNKS = 16;

  /** Floats that all partial sums may take. */
  private static final int FLOATS = 1 << 22;

  /** Values that one adding task takes. */
  private static final int ADDED = 1 << 14;

  private final Workers workers;
  private final ArrayPool arrays;
  private final ScratchPool scratch;
  private final int blocks;
  private final int length;
  private final int chunks;

  /**
   * A sum of {@code length} values over {@code blocks} blocks.
   *
   * @param workers the threads
   * @param arrays working memory
   * @param scratch memory of the chunks' sums
   * @param blocks blocks, at least 1
   * @param length values
   */
  public PartialSums(
      Workers workers, ArrayPool arrays, ScratchPool scratch, int blocks, int length) {
    this.workers = workers;
    this.arrays = arrays;
    this.scratch = scratch;
    this.blocks = blocks;
    this.length = length;
    chunks = Math.clamp(Math.min(MOST_CHUNKS, FLOATS / length), 1, blocks);
  }

  /** Sums one chunk. */
  @FunctionalInterface
  public interface ChunkSum {
    /**
     * Overwrites a task's part of {@code partial} with the sum over a chunk.
     *
     * @param chunk the chunk
     * @param task which part of the values, from 0
     * @param partial all values of the chunk's sum
     */
    void sum(int chunk, int task, MemorySegment partial);
  }

  /** Number of chunks. */
  public int chunks() {
    return chunks;
  }

  /** First block of a chunk; for {@link #chunks()}, the number of blocks. */
  public int begin(int chunk) {
    return (int) ((long) chunk * blocks / chunks);
  }

  /**
   * Computes the sum.
   *
   * @param target overwritten with the sum
   * @param tasks parts of the values that are summed each by itself
   * @param sum sums one chunk's part
   */
  public void run(MemorySegment target, int tasks, ChunkSum sum) {
    if (chunks == 1) {
      workers.run(tasks, task -> sum.sum(0, task, target));
      return;
    }
    long bytes = (long) length * Float.BYTES;
    try (var memory = scratch.bytes(chunks * bytes)) {
      var partials = memory.segment();
      workers.run(
          chunks * tasks,
          i -> {
            int chunk = i / tasks;
            sum.sum(chunk, i % tasks, partials.asSlice(chunk * bytes, bytes));
          });
      workers.run(Math.ceilDiv(length, ADDED), i -> add(partials, i * ADDED, target));
    }
  }

  private void add(MemorySegment partials, int begin, MemorySegment target) {
    int count = Math.min(ADDED, length - begin);
    var total = arrays.take(count);
    var summand = arrays.take(count);
    for (int chunk = 0; chunk < chunks; chunk++) {
      long at = ((long) chunk * length + begin) * Float.BYTES;
      MemorySegment.copy(
          partials, JAVA_FLOAT_UNALIGNED, at, chunk == 0 ? total : summand, 0, count);
      if (chunk > 0) {
        add(total, summand, count);
      }
    }
    MemorySegment.copy(total, 0, target, JAVA_FLOAT_UNALIGNED, (long) begin * Float.BYTES, count);
    arrays.giveBack(summand);
    arrays.giveBack(total);
  }

  /** A plain loop: C2 vectorises it. */
  private static void add(float[] total, float[] summand, int count) {
    for (int i = 0; i < count; i++) {
      total[i] += summand[i];
    }
  }
}
