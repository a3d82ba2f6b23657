package dev.fovea.kernels.java;

import static dev.fovea.backend.memory.HostBuffer.segment;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ElementwiseOps;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Dropout;
import dev.fovea.backend.op.SgdStep;
import dev.fovea.backend.op.Unary;
import dev.fovea.kernels.java.elementwise.BroadcastArithmetic;
import dev.fovea.kernels.java.elementwise.ElementLoops;
import dev.fovea.kernels.java.parallel.Ranges;
import dev.fovea.kernels.java.random.UniformStream;

/** Element by element, see {@link ElementwiseOps}. */
interface ElementwiseKernels extends ElementwiseOps, KernelSupport {
  /** The inner loops. */
  ElementLoops LOOPS = ElementLoops.ofMode();

  @Override
  default void unary(Unary op, Buffer x, Buffer y) {
    var from = segment(x);
    var to = segment(y);
    Ranges.run(workers(), op.length(), (begin, count) -> LOOPS.unary(op, from, to, begin, count));
  }

  @Override
  default void unaryGradient(Unary op, Buffer x, Buffer y, Buffer dy, Buffer dx) {
    var input = segment(x);
    var result = segment(y);
    var from = segment(dy);
    var to = segment(dx);
    Ranges.run(
        workers(),
        op.length(),
        (begin, count) -> LOOPS.unaryGradient(op, input, result, from, to, begin, count));
  }

  @Override
  default void binary(Binary op, Buffer a, Buffer b, Buffer y) {
    BroadcastArithmetic.run(LOOPS, op, segment(a), segment(b), segment(y), workers(), scratch());
  }

  @Override
  default void axpby(Axpby op, Buffer x, Buffer y) {
    var from = segment(x);
    var to = segment(y);
    Ranges.run(workers(), op.length(), (begin, count) -> LOOPS.axpby(op, from, to, begin, count));
  }

  @Override
  default void dropout(Dropout op, RandomState random, Buffer x, Buffer y) {
    var from = segment(x);
    var to = segment(y);
    float scale = 1 / (1 - op.probability());
    Ranges.run(
        workers(),
        op.length(),
        (begin, count) ->
            UniformStream.forEach(
                random,
                begin,
                count,
                scratch(),
                (uniforms, first, length) ->
                    LOOPS.dropout(op.probability(), scale, uniforms, from, to, first, length)));
  }

  @Override
  default void sgdStep(SgdStep op, Buffer weights, Buffer gradient, Buffer velocity) {
    var w = segment(weights);
    var g = segment(gradient);
    var v = op.momentum() == 0 ? null : segment(velocity);
    Ranges.run(workers(), op.length(), (begin, count) -> LOOPS.sgdStep(op, w, g, v, begin, count));
  }

  @Override
  default void adamStep(
      AdamStep op, Buffer weights, Buffer gradient, Buffer firstMoment, Buffer secondMoment) {
    var w = segment(weights);
    var g = segment(gradient);
    var m = segment(firstMoment);
    var v = segment(secondMoment);
    Ranges.run(
        workers(), op.length(), (begin, count) -> LOOPS.adamStep(op, w, g, m, v, begin, count));
  }
}
