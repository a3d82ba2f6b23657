package dev.fovea.bench.peers;

import dev.fovea.bench.work.Contender;
import dev.fovea.bench.work.Work;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A library that Fovea is measured beside. */
public interface Peer {
  /** The name that users give and tables show. */
  String id();

  /**
   * Loads the library and says its version.
   *
   * @throws LinkageError if its native part is missing or does not load here
   */
  String version();

  /** Whether it has an operation for this work. */
  boolean takes(Work work);

  /** Whether it computes on a GPU: beside Fovea's there, unless it is asked for by name. */
  default boolean onDevice() {
    return false;
  }

  /** Whether it runs in the process that calls it. */
  default boolean sharesProcess() {
    return true;
  }

  /**
   * Readies a call: operands in place, in the layout it likes best, threads set.
   *
   * @param inputs the values, in Fovea's layout; they stay as they are and live as long as the call
   */
  Contender prepare(Work work, List<MemorySegment> inputs, int threads);

  /** The same in one usual setting, tried against no other: memory holds one network at a time. */
  default Contender prepareUntried(Work work, List<MemorySegment> inputs, int threads) {
    return prepare(work, inputs, threads);
  }
}
