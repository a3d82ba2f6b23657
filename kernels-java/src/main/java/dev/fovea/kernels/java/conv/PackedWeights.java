package dev.fovea.kernels.java.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.kernels.java.parallel.PartialSums;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Weights from memory to a layout's form, and their gradient back.
 *
 * @param layout the form
 * @param context working memory
 */
record PackedWeights(WeightLayout layout, ConvolutionContext context) {
  private int length() {
    return Math.toIntExact(layout.op().weights().elements());
  }

  /** Packs weights into an array that the caller gives back. */
  float[] pack(MemorySegment w) {
    var weights = context.arrays().take(length());
    MemorySegment.copy(w, JAVA_FLOAT_UNALIGNED, 0, weights, 0, length());
    var packed = context.arrays().take(layout.packedLength());
    layout.pack(weights, packed);
    context.arrays().giveBack(weights);
    return packed;
  }

  /** What a block of the batch adds to the gradient. */
  interface BlockSum {
    /** Adds it to the gradient of packed weights. */
    void addTo(float[] packed, int block);
  }

  /** Writes the gradient, the sum over all blocks. */
  void sum(PartialSums sums, BlockSum block, MemorySegment dw) {
    var arrays = context.arrays();
    int packedLength = layout.packedLength();
    var packed = arrays.take(packedLength);
    try (var total = context.scratch().floats(packedLength)) {
      sums.run(total.segment(), 1, (chunk, task, partial) -> sumChunk(sums, chunk, block, partial));
      MemorySegment.copy(total.segment(), JAVA_FLOAT_UNALIGNED, 0, packed, 0, packedLength);
    }
    var gradient = arrays.take(length());
    layout.unpack(packed, gradient);
    MemorySegment.copy(gradient, 0, dw, JAVA_FLOAT_UNALIGNED, 0, length());
    arrays.giveBack(gradient);
    arrays.giveBack(packed);
  }

  private void sumChunk(PartialSums sums, int chunk, BlockSum block, MemorySegment partial) {
    int packedLength = layout.packedLength();
    var packed = context.arrays().take(packedLength);
    Arrays.fill(packed, 0, packedLength, 0);
    for (int index = sums.begin(chunk); index < sums.begin(chunk + 1); index++) {
      block.addTo(packed, index);
    }
    MemorySegment.copy(packed, 0, partial, JAVA_FLOAT_UNALIGNED, 0, packedLength);
    context.arrays().giveBack(packed);
  }
}
