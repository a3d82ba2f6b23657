package dev.fovea.kernels.java.elementwise;

import dev.fovea.backend.op.Binary;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.Ranges;
import dev.fovea.kernels.java.parallel.Workers;
import java.lang.foreign.MemorySegment;

/** {@code y = f(a, b)} with broadcasting. */
public final class BroadcastArithmetic {
  /** Elements of a result's chunk: it and both operands' scratch stay in the first-level cache. */
  private static final int CHUNK = 2048;

  private BroadcastArithmetic() {}

  /** Runs the operation. */
  public static void run(
      ElementLoops loops,
      Binary op,
      MemorySegment a,
      MemorySegment b,
      MemorySegment y,
      Workers workers,
      ScratchPool scratch) {
    var result = op.output();
    long length = result.elements();
    if (op.a().elements() == length && op.b().elements() == length) {
      Ranges.run(
          workers,
          length,
          (begin, count) -> loops.binary(op.kind(), a, begin, b, begin, y, begin, count));
      return;
    }
    if (length == 0) {
      return;
    }
    var layout = Broadcasting.of(op.a(), op.b(), result);
    int chunk = chunk(layout.period());
    int grain = chunk * Math.max(1, Ranges.GRAIN / chunk);
    Ranges.run(
        workers,
        length,
        grain,
        (begin, count) -> {
          try (var memory = scratch.floats(2 * CHUNK)) {
            var left = layout.a(a, memory.segment(), 0);
            var right = layout.b(b, memory.segment(), CHUNK);
            for (int done = 0; done < count; done += chunk) {
              long at = begin + done;
              int size = Math.min(chunk, count - done);
              left.move(at, size);
              right.move(at, size);
              loops.binary(
                  op.kind(),
                  left.memory(),
                  left.begin(),
                  right.memory(),
                  right.begin(),
                  y,
                  at,
                  size);
            }
          }
        });
  }

  /** Whole periods, so that what is repeated is expanded once a task. */
  private static int chunk(long period) {
    return period <= CHUNK ? (int) (CHUNK / period * period) : CHUNK;
  }
}
