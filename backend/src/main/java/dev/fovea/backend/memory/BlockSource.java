package dev.fovea.backend.memory;

import java.util.OptionalLong;
import java.util.Queue;

/**
 * Where a {@link BlockPool} has its memory from.
 *
 * @param <B> what stands for a block
 */
public interface BlockSource<B> {
  /**
   * A new block.
   *
   * @throws OutOfMemoryError if the device has none
   */
  B take(long bytes);

  /** Takes back a block that nobody uses any more. */
  void giveBack(B block);

  /**
   * A part of a block, which ends with the block and is not given back by itself.
   *
   * @param offset its first byte: a multiple of 4096
   * @param bytes those asked for and {@link #spare()}
   */
  B part(B block, long offset, long bytes);

  /** Bytes that a part has besides those asked for, so that it may begin among them. */
  default long spare() {
    return 0;
  }

  /**
   * A block that begins without memory and is given more as it is needed; null if the device has no
   * such blocks, or none left.
   */
  default GrowingBlock<B> reserve() {
    return null;
  }

  /**
   * Addresses in a row, of which the first have memory.
   *
   * @param <B> what stands for a block
   */
  interface GrowingBlock<B> {
    /** All of them, as far as it can grow. {@link #giveBack} ends it. */
    B block();

    /** The most bytes it can have. */
    long most();

    /**
     * Gives it memory for so many bytes, or takes back what it has beyond.
     *
     * @throws OutOfMemoryError if the device has none; it is as large as before then
     */
    void resize(long bytes);
  }

  /** A list for the unused small blocks of one size: its order says which is reused first. */
  Queue<B> freeList();

  /** Bytes that the device has left, where it can say so. */
  default OptionalLong free() {
    return OptionalLong.empty();
  }
}
