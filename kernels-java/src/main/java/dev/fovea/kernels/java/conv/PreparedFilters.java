package dev.fovea.kernels.java.conv;

import dev.fovea.kernels.java.gemm.Output;
import java.lang.foreign.MemorySegment;

/** Filters in the form in which a plan multiplies by them: packed, padded or transformed. */
public interface PreparedFilters extends AutoCloseable {
  /** {@code y = x * w}, written to {@code output}. */
  void forward(MemorySegment x, Output output);

  /** Whether an output's rows may lie further apart than one's values need. */
  default boolean sharesOutput() {
    return false;
  }

  /** Gives the memory back. */
  @Override
  void close();
}
