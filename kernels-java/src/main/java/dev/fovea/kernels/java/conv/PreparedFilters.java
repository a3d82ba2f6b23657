package dev.fovea.kernels.java.conv;

import dev.fovea.kernels.java.gemm.Output;
import java.lang.foreign.MemorySegment;

/** Filters in the form in which a plan multiplies by them: packed, padded or transformed. */
public interface PreparedFilters extends AutoCloseable {
  /** {@code y = x * w}, written to {@code output}. */
  void forward(MemorySegment x, Output output);

  /** Gives the memory back. */
  @Override
  void close();
}
