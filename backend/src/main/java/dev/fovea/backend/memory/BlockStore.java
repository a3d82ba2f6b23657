package dev.fovea.backend.memory;

/**
 * Blocks that nobody holds, and how they are found again.
 *
 * @param <B> what stands for a block
 */
interface BlockStore<B> {
  /**
   * A block on loan.
   *
   * @param <B> what stands for a block
   */
  interface Loan<B> {
    /** The block. */
    B block();

    /** Its bytes. */
    long size();
  }

  /** Bytes of the block that so many bytes are given. */
  long round(long bytes);

  /** A block of a rounded size of those that are there, or null. */
  Loan<B> poll(long size);

  /**
   * A block from the device.
   *
   * @param size a rounded size
   * @param most bytes that may be taken, at least {@code size}
   * @throws OutOfMemoryError if the device has none
   */
  Loan<B> grow(long size, long most);

  /** Takes a block back. */
  void giveBack(Loan<B> loan);

  /** Bytes that are there. */
  long free();

  /** Gives back to the device what nobody holds. */
  void trim();
}
