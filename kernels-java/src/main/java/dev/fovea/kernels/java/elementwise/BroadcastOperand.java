package dev.fovea.kernels.java.elementwise;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * One operand as one task sees it: chunk after chunk of the result, and for each the operand's
 * elements in a row, in place where they already are, else copied to scratch memory.
 */
final class BroadcastOperand {
  /** Elements from which a copy of memory is worth its call. */
  private static final int LONG = 32;

  private final MemorySegment source;
  private final MemorySegment scratch;
  private final long scratchBegin;
  private final int[] sizes;
  private final long[] strides;
  private final long period;
  private final boolean isWhole;
  private MemorySegment memory;
  private long begin;
  private long heldPhase = -1;
  private int heldCount;

  /**
   * An operand.
   *
   * @param scratchBegin first element of the scratch memory that this operand may use
   * @param period elements of the result after which the operand begins again, if it is repeated
   */
  BroadcastOperand(
      MemorySegment source,
      int[] sizes,
      long[] strides,
      long period,
      MemorySegment scratch,
      long scratchBegin) {
    this.source = source;
    this.sizes = sizes;
    this.strides = strides;
    this.period = strides[0] == 0 ? period : Long.MAX_VALUE;
    this.isWhole = Arrays.stream(strides).noneMatch(stride -> stride == 0);
    this.scratch = scratch;
    this.scratchBegin = scratchBegin;
  }

  /** Whether there is an element for each of the result. */
  boolean isWhole() {
    return isWhole;
  }

  /** Whether chunks of so many elements are all alike. */
  boolean repeats(int count) {
    return count % period == 0;
  }

  /** Makes {@link #memory()} and {@link #begin()} those of a chunk of the result. */
  void move(long chunkBegin, int count) {
    if (isWhole) { // nothing is repeated: an element for each of the result
      memory = source;
      begin = chunkBegin;
      return;
    }
    int inner = sizes.length - 1;
    boolean runs = strides[inner] == 1;
    if (runs && chunkBegin % sizes[inner] + count <= sizes[inner]) {
      memory = source;
      begin = position(chunkBegin);
      return;
    }
    memory = scratch;
    begin = scratchBegin;
    long phase = chunkBegin % period;
    if (phase != heldPhase || count > heldCount) {
      expand(chunkBegin, count);
      heldPhase = phase;
      heldCount = count;
    }
  }

  /** Where the operand's elements lie. */
  MemorySegment memory() {
    return memory;
  }

  /** The first of them. */
  long begin() {
    return begin;
  }

  private void expand(long from, int count) {
    int inner = sizes.length - 1;
    int size = sizes[inner];
    int done = 0;
    while (done < count) {
      long at = from + done;
      int length = (int) Math.min(count - done, size - at % size);
      long first = position(at);
      if (strides[inner] == 1) {
        copy(first, scratchBegin + done, length);
      } else {
        repeat(source.getAtIndex(JAVA_FLOAT, first), scratchBegin + done, length);
      }
      done += length;
    }
  }

  /** The operand's element under an element of the result. */
  private long position(long element) {
    long rest = element;
    long position = 0;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      position += rest % sizes[axis] * strides[axis];
      rest /= sizes[axis];
    }
    return position;
  }

  private void copy(long from, long to, int length) {
    if (length >= LONG) {
      MemorySegment.copy(
          source, from * Float.BYTES, scratch, to * Float.BYTES, (long) length * Float.BYTES);
      return;
    }
    for (int i = 0; i < length; i++) {
      scratch.setAtIndex(JAVA_FLOAT, to + i, source.getAtIndex(JAVA_FLOAT, from + i));
    }
  }

  private void repeat(float value, long to, int length) {
    for (int i = 0; i < length; i++) {
      scratch.setAtIndex(JAVA_FLOAT, to + i, value);
    }
  }
}
