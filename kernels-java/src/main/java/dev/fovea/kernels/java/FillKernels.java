package dev.fovea.kernels.java;

import static dev.fovea.backend.memory.HostBuffer.segment;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.FillOps;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.random.RandomFill;
import dev.fovea.kernels.java.elementwise.ElementLoops;
import dev.fovea.kernels.java.parallel.Ranges;
import dev.fovea.kernels.java.random.UniformStream;
import java.lang.foreign.MemorySegment;

/** New content and copies, see {@link FillOps}. */
interface FillKernels extends FillOps, KernelSupport {
  /** The inner loops. */
  ElementLoops LOOPS = ElementwiseKernels.LOOPS;

  /** Bytes of a cache line. */
  int LINE = 64;

  @Override
  default void fill(Fill op, RandomState random, Buffer y) {
    var to = segment(y);
    Ranges.run(
        workers(),
        op.length(),
        (begin, count) -> {
          switch (op.kind()) {
            case CONSTANT -> LOOPS.constant(op.a(), to, begin, count);
            case UNIFORM -> fillUniformly(op, random, to, begin, count);
            case NORMAL -> RandomFill.fill(op, random, to, begin, begin + count);
          }
        });
  }

  private void fillUniformly(Fill op, RandomState random, MemorySegment y, long begin, int count) {
    float width = op.b() - op.a();
    UniformStream.forEach(
        random,
        begin,
        count,
        scratch(),
        (uniforms, first, length) -> LOOPS.affine(width, op.a(), uniforms, 0, y, first, length));
  }

  @Override
  default void copy(
      Buffer source, long sourceOffset, Buffer target, long targetOffset, long length) {
    int bytes = source.type().bytes();
    var from = segment(source).asSlice(sourceOffset * bytes, length * bytes);
    var to = segment(target).asSlice(targetOffset * bytes, length * bytes);
    if (source == target) { // the ranges may overlap: then the order of the parts would matter
      to.copyFrom(from);
      return;
    }
    Ranges.run(
        workers(),
        length * bytes,
        Ranges.GRAIN * Float.BYTES,
        LINE,
        (begin, count) -> MemorySegment.copy(from, begin, to, begin, count));
  }
}
