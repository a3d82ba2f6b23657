package dev.fovea.kernels.java.random;

import dev.fovea.backend.RandomState;
import dev.fovea.kernels.java.memory.ScratchPool;
import java.lang.foreign.MemorySegment;

/** Uniform numbers of a stream, see {@link RandomState}, a cacheful at a time. */
public final class UniformStream {
  /** Elements at a time: they stay in the first-level cache until they are used. */
  private static final int CHUNK = 1024;

  /**
   * Numbers from which on vectors are used. In a JVM that has just started they take longer to be
   * compiled than the scalar loop takes for the first weights of a small model: LeNet's took 0.6 s
   * with vectors and 0.25 s without; 48,000 at once, on one thread, 0.2 s and next to nothing.
   * Later on vectors save 0.4 ms at most below this.
   */
  private static final int FEWEST_FOR_VECTORS = 1 << 17;

  private static final UniformLoops MANY = UniformLoops.ofMode();
  private static final UniformLoops FEW = new ScalarUniformLoops();

  private UniformStream() {}

  /** What is done with a chunk of numbers. */
  public interface Consumer {
    /**
     * Uses numbers.
     *
     * @param uniforms the numbers, from the memory's first element on
     * @param first the element of the stream that the first belongs to
     */
    void accept(MemorySegment uniforms, long first, int count);
  }

  /**
   * Makes the numbers of elements {@code [begin, begin + count)}.
   *
   * @param begin a multiple of 4
   */
  public static void forEach(
      RandomState random, long begin, int count, ScratchPool scratch, Consumer consumer) {
    var loops = count < FEWEST_FOR_VECTORS ? FEW : MANY;
    try (var memory = scratch.floats(CHUNK)) {
      for (int done = 0; done < count; done += CHUNK) {
        long first = begin + done;
        int length = Math.min(CHUNK, count - done);
        int blocks = (length + 3) / 4;
        int batches = (blocks + UniformLoops.BATCH - 1) / UniformLoops.BATCH;
        loops.fill(
            random.seed(),
            random.offset() + first / 4,
            memory.segment(),
            batches * UniformLoops.BATCH);
        consumer.accept(memory.segment(), first, length);
      }
    }
  }
}
