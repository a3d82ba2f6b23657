package dev.fovea.engine.graph;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.FoveaException;
import dev.fovea.backend.MemoryStats;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.ArgMax;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Concat;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.CrossEntropy;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.op.Gather;
import dev.fovea.backend.op.Gemm;
import dev.fovea.backend.op.LayerNorm;
import dev.fovea.backend.op.NonMaximumSuppression;
import dev.fovea.backend.op.Operation;
import dev.fovea.backend.op.Permute;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Resize2d;
import dev.fovea.backend.op.Slice;
import dev.fovea.backend.op.Softmax;
import dev.fovea.backend.op.Unary;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A backend that computes nothing and holds no memory: it writes down what it is asked to compute.
 * A model run on a tensor of it becomes a list of {@link Call}s, whatever its layers do; buffers of
 * another backend, the parameters, become constants.
 */
public final class Recorder implements ForwardOnly {
  private final List<Call> calls = new ArrayList<>();

  /** Has recorded nothing. */
  public Recorder() {}

  /**
   * What was recorded, as a function of one value.
   *
   * @throws FoveaException if the result was not computed here, or the input was changed
   */
  public Graph graph(Buffer input, Buffer output) {
    if (calls.stream().anyMatch(call -> call.outputs().contains(input))) {
      throw new FoveaException("recorder: a forward pass must not change its input");
    }
    if (calls.stream().noneMatch(call -> call.outputs().contains(output))) {
      throw new FoveaException("recorder: the result is not computed by the forward pass");
    }
    return new Graph(value(input), calls, value(output));
  }

  private Operand operand(Buffer buffer) {
    return buffer instanceof Value value && value.backend() == this
        ? value
        : new Constant.Given(buffer);
  }

  private List<Operand> operands(Buffer... buffers) {
    return Arrays.stream(buffers).map(this::operand).toList();
  }

  private Value value(Buffer buffer) {
    if (operand(buffer) instanceof Value value) {
      return value;
    }
    throw new FoveaException("recorder: a forward pass must not change parameters: " + buffer);
  }

  private void record(Operation op, Call.Kernel kernel, List<Operand> inputs, Buffer... outputs) {
    calls.add(
        Call.of(op, kernel, inputs, Arrays.stream(outputs).map(this::value).toArray(Value[]::new)));
  }

  /** An operation from one buffer to another. */
  private interface Step {
    void run(Backend backend, Buffer from, Buffer to);
  }

  private void record(Operation op, Buffer x, Buffer y, Step step) {
    record(
        op,
        (backend, in, _, out) -> step.run(backend, in.getFirst(), out.getFirst()),
        operands(x),
        y);
  }

  private void record(
      Operation op, Call.Kernel kernel, List<Operand> inputs, Epilogue epilogue, Buffer y) {
    var bias = epilogue.bias() == null ? null : operand(epilogue.bias());
    var addend = epilogue.addend() == null ? null : operand(epilogue.addend());
    calls.add(
        new Call(op, kernel, inputs, bias, addend, epilogue.activation(), List.of(value(y)), null));
  }

  @Override
  public void gemm(Gemm op, Buffer a, Buffer b, Epilogue epilogue, Buffer y) {
    record(
        op,
        (backend, in, last, out) -> backend.gemm(op, in.get(0), in.get(1), last, out.getFirst()),
        operands(a, b),
        epilogue,
        y);
  }

  @Override
  public void conv2d(Conv2d op, Buffer x, Buffer w, Epilogue epilogue, Buffer y) {
    record(
        op,
        (backend, in, last, out) -> backend.conv2d(op, in.get(0), in.get(1), last, out.getFirst()),
        operands(x, w),
        epilogue,
        y);
  }

  @Override
  public void convTranspose2d(ConvTranspose2d op, Buffer x, Buffer w, Epilogue epilogue, Buffer y) {
    record(
        op,
        (backend, in, last, out) ->
            backend.convTranspose2d(op, in.get(0), in.get(1), last, out.getFirst()),
        operands(x, w),
        epilogue,
        y);
  }

  @Override
  public void pool2d(Pool2d op, Buffer x, Buffer y, Buffer indices) {
    if (indices == null) {
      record(op, x, y, (backend, from, to) -> backend.pool2d(op, from, to, null));
    } else {
      record(
          op,
          (backend, in, _, out) -> backend.pool2d(op, in.getFirst(), out.get(0), out.get(1)),
          operands(x),
          y,
          indices);
    }
  }

  @Override
  public void batchNormInference(
      BatchNorm op, Buffer x, Buffer gamma, Buffer beta, Buffer mean, Buffer variance, Buffer y) {
    record(
        op,
        (backend, in, _, out) ->
            backend.batchNormInference(
                op, in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), out.getFirst()),
        operands(x, gamma, beta, mean, variance),
        y);
  }

  @Override
  public void layerNorm(
      LayerNorm op,
      Buffer x,
      Buffer gamma,
      Buffer beta,
      Buffer y,
      Buffer mean,
      Buffer inverseDeviation) {
    record(
        op,
        (backend, in, _, out) ->
            backend.layerNorm(
                op, in.get(0), in.get(1), in.get(2), out.get(0), out.get(1), out.get(2)),
        operands(x, gamma, beta),
        y,
        mean,
        inverseDeviation);
  }

  @Override
  public void unary(Unary op, Buffer x, Buffer y) {
    record(op, x, y, (backend, from, to) -> backend.unary(op, from, to));
  }

  @Override
  public void binary(Binary op, Buffer a, Buffer b, Buffer y) {
    record(
        op,
        (backend, in, _, out) -> backend.binary(op, in.get(0), in.get(1), out.getFirst()),
        operands(a, b),
        y);
  }

  @Override
  public void axpby(Axpby op, Buffer x, Buffer y) {
    record(op, x, y, (backend, from, to) -> backend.axpby(op, from, to));
  }

  @Override
  public void reduce(Reduce op, Buffer x, Buffer y) {
    record(op, x, y, (backend, from, to) -> backend.reduce(op, from, to));
  }

  @Override
  public void argMax(ArgMax op, Buffer x, Buffer y) {
    record(op, x, y, (backend, from, to) -> backend.argMax(op, from, to));
  }

  @Override
  public void nonMaximumSuppression(
      NonMaximumSuppression op, Buffer boxes, Buffer scores, Buffer kept) {
    record(
        op,
        (backend, in, _, out) ->
            backend.nonMaximumSuppression(op, in.get(0), in.get(1), out.getFirst()),
        operands(boxes, scores),
        kept);
  }

  @Override
  public void softmax(Softmax op, Buffer x, Buffer y) {
    record(op, x, y, (backend, from, to) -> backend.softmax(op, from, to));
  }

  @Override
  public void crossEntropy(CrossEntropy op, Buffer logits, Buffer targets, Buffer losses) {
    record(
        op,
        (backend, in, _, out) -> backend.crossEntropy(op, in.get(0), in.get(1), out.getFirst()),
        operands(logits, targets),
        losses);
  }

  @Override
  public void permute(Permute op, Buffer x, Buffer y) {
    record(op, x, y, (backend, from, to) -> backend.permute(op, from, to));
  }

  @Override
  public void slice(Slice op, Buffer whole, Buffer part) {
    record(op, whole, part, (backend, from, to) -> backend.slice(op, from, to));
  }

  @Override
  public void insert(Slice op, Buffer part, Buffer whole) {
    record(op, part, whole, (backend, from, to) -> backend.insert(op, from, to));
  }

  @Override
  public void concat(Concat op, List<Buffer> inputs, Buffer y) {
    record(
        op,
        (backend, in, _, out) -> backend.concat(op, in, out.getFirst()),
        operands(inputs.toArray(Buffer[]::new)),
        y);
  }

  @Override
  public void resize2d(Resize2d op, Buffer x, Buffer y) {
    record(op, x, y, (backend, from, to) -> backend.resize2d(op, from, to));
  }

  @Override
  public void gather(Gather op, Buffer x, Buffer indices, Buffer y) {
    record(
        op,
        (backend, in, _, out) -> backend.gather(op, in.get(0), in.get(1), out.getFirst()),
        operands(x, indices),
        y);
  }

  @Override
  public void fill(Fill op, RandomState random, Buffer y) {
    record(op, (backend, _, _, out) -> backend.fill(op, random, out.getFirst()), List.of(), y);
  }

  @Override
  public void copy(
      Buffer source, long sourceOffset, Buffer target, long targetOffset, long length) {
    record(
        new CopyRange(length),
        (backend, in, _, out) ->
            backend.copy(in.getFirst(), sourceOffset, out.getFirst(), targetOffset, length),
        operands(source),
        target);
  }

  /** What a copy is called among operations. */
  private record CopyRange(long length) implements Operation {
    @Override
    public String operation() {
      return "copy";
    }
  }

  @Override
  public String name() {
    return "recorder";
  }

  @Override
  public int threads() {
    return 1;
  }

  @Override
  public boolean supports(Operation operation, DataType type) {
    return true;
  }

  @Override
  public Buffer allocate(DataType type, long length) {
    return new Value(this, type, length);
  }

  @Override
  public void copyIn(MemorySegment source, Buffer target, long offset) {
    throw new FoveaException(
        "recorder: values made during a forward pass can't be recorded: make them a parameter or a"
            + " statistic of the layer");
  }

  @Override
  public void copyOut(Buffer source, long offset, MemorySegment target) {
    throw new FoveaException(
        "recorder: there are no values to read: a recorded forward pass must not depend on them");
  }

  @Override
  public void synchronize() {
    // Nothing runs.
  }

  @Override
  public MemoryStats memory() {
    return new MemoryStats(0, 0, 0, 0);
  }

  @Override
  public void trim() {
    // Nothing is held.
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
