package dev.fovea.backend.reference;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.FillOps;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.memory.HostBuffer;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.random.Philox;
import dev.fovea.backend.random.RandomFill;
import java.lang.foreign.MemorySegment;

/** New content and copies. A float64 buffer gets the values of a float32 one. */
interface ReferenceFill extends FillOps {
  @Override
  default void fill(Fill op, RandomState random, Buffer y) {
    for (long i = 0; i < op.length(); i++) {
      double value =
          op.kind() == Fill.Kind.CONSTANT ? op.a() : RandomFill.value(op, Philox.word(random, i));
      Values.set(y, i, value);
    }
  }

  @Override
  default void copy(
      Buffer source, long sourceOffset, Buffer target, long targetOffset, long length) {
    int bytes = source.type().bytes();
    MemorySegment.copy(
        HostBuffer.segment(source),
        sourceOffset * bytes,
        HostBuffer.segment(target),
        targetOffset * bytes,
        length * bytes);
  }
}
