package dev.fovea.kernels.java.reduction;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.fovea.kernels.java.memory.Scratch;
import dev.fovea.kernels.java.memory.ScratchPool;
import java.lang.foreign.MemorySegment;

/**
 * Blocks of neighbouring rows for loops over whole vectors: the whole vectors of a row are worked
 * on in place; what is left, fewer elements than a vector, in scratch memory, filled up with what
 * changes no result.
 */
final class PaddedRows implements AutoCloseable {
  private static final RowLoops LOOPS = RowLoops.ofMode();

  /** Bytes of a block: with a result as large it stays in the first-level cache. */
  private static final int BLOCK_BYTES = 16 * 1024;

  /** Bytes of the longest vector. */
  private static final int SLOT_BYTES = 64;

  private static final int SLOTS_BYTES = RowLoops.MOST * SLOT_BYTES;

  /** Inputs of one call whose ends are kept. */
  private static final int INPUTS = 2;

  /** Slots before theirs: the memory of {@link #folding}. */
  private static final int FOLDING_BYTES = 2 * SLOTS_BYTES;

  /** Bytes of neighbouring rows that {@link #shortResults} holds. */
  static final int SHORT_BYTES = 4096;

  /** Where they begin: past the slots. */
  private static final int SHORT_AT = FOLDING_BYTES + INPUTS * SLOTS_BYTES;

  private final int elements;
  private final int wholeBytes;
  private final int restBytes;
  private final int most;
  private final Scratch scratch;

  PaddedRows(int elements, ScratchPool pool) {
    this.elements = elements;
    restBytes = elements % LOOPS.alignment() * Float.BYTES;
    wholeBytes = elements * Float.BYTES - restBytes;
    most = Math.clamp(BLOCK_BYTES / Float.BYTES / elements, 1, RowLoops.MOST);
    scratch = pool.bytes(SHORT_AT + SHORT_BYTES + SLOT_BYTES);
  }

  /** Rows of a block at most. */
  int most() {
    return most;
  }

  /** Memory for what loops fold. */
  MemorySegment folding() {
    return scratch.segment();
  }

  /** Memory for results of rows that are no longer than a vector, and a vector past them. */
  MemorySegment shortResults() {
    return scratch.segment().asSlice(SHORT_AT, SHORT_BYTES + SLOT_BYTES);
  }

  /**
   * Rows to read: their whole vectors, then what is left, as far as there are.
   *
   * @param index which input of the call
   * @param filling what the ends are filled up with
   */
  RowBlock[] input(MemorySegment memory, long first, int rows, int index, float filling) {
    if (restBytes == 0) {
      return new RowBlock[] {whole(memory, first, rows)};
    }
    int at = FOLDING_BYTES + index * SLOTS_BYTES;
    var ends = new RowBlock(scratch.segment(), at, SLOT_BYTES, LOOPS.alignment() * Float.BYTES);
    LOOPS.fillUp(rest(memory, first, rows), ends, rows, filling);
    return wholeBytes == 0
        ? new RowBlock[] {ends}
        : new RowBlock[] {whole(memory, first, rows), ends};
  }

  /** Rows to write, their ends over those of an input until {@link #finish}. */
  RowBlock[] output(MemorySegment memory, long first, int rows, RowBlock[] input) {
    var blocks = input.clone();
    if (wholeBytes > 0) {
      blocks[0] = whole(memory, first, rows);
    }
    return blocks;
  }

  /** Brings the ends to where they belong. */
  void finish(RowBlock[] output, MemorySegment memory, long first, int rows) {
    if (restBytes > 0) {
      LOOPS.copyBack(output[output.length - 1], rest(memory, first, rows), rows);
    }
  }

  /** An element of a row. */
  float get(RowBlock[] blocks, int row, int element) {
    int offset = element * Float.BYTES;
    var block = offset < wholeBytes ? blocks[0] : blocks[blocks.length - 1];
    int from = offset < wholeBytes ? 0 : wholeBytes;
    return block.memory().get(JAVA_FLOAT, block.at(row) + offset - from);
  }

  private RowBlock whole(MemorySegment memory, long first, int rows) {
    return rows(memory, first, rows).columns(0, wholeBytes / Float.BYTES);
  }

  private RowBlock rest(MemorySegment memory, long first, int rows) {
    return rows(memory, first, rows).columns(wholeBytes / Float.BYTES, restBytes / Float.BYTES);
  }

  /** Rows as they lie, without what is filled up. */
  RowBlock rows(MemorySegment memory, long first, int rows) {
    return RowBlock.of(memory, first * elements, rows, elements);
  }

  @Override
  public void close() {
    scratch.close();
  }
}
