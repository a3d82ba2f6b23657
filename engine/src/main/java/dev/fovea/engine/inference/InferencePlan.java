package dev.fovea.engine.inference;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.FoveaException;
import dev.fovea.backend.PreparedConv2d;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Slice;
import dev.fovea.engine.graph.Call;
import dev.fovea.engine.graph.Constant;
import dev.fovea.engine.graph.Graph;
import dev.fovea.engine.graph.Operand;
import dev.fovea.engine.graph.Value;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A model's forward pass for one shape of input, compiled: batch norm is folded into the weights
 * before it, additions and activations are epilogues, intermediate results share an arena, and a
 * run takes no buffer. Results agree with those of the model to rounding.
 *
 * {@snippet :
 * model.training(false);
 * try (var plan = InferencePlan.of(model, backend, Shape.of(1, 224, 224, 3));
 *     var logits = Tensor.empty(backend, plan.outputShape())) {
 *   plan.run(images, logits);
 * }
 * }
 *
 * <p>The plan has copies of the model's weights, so that the model may change or be closed; with
 * {@link #taking} it has the model itself. It belongs to one thread, as its backend does.
 */
public final class InferencePlan implements AutoCloseable {
  private final Backend backend;
  private final Shape inputShape;
  private final Shape outputShape;
  private final Graph graph;
  private final MemoryPlan memory;
  private final Constants constants;
  private final List<Buffer> arena = new ArrayList<>();
  private List<Step> steps = List.of();
  private Buffer input;
  private Buffer output;
  private boolean closed;

  /** A call with its buffers. */
  private record Step(
      Call.Kernel kernel, List<Buffer> inputs, Epilogue epilogue, List<Buffer> outputs) {
    void run(Backend backend) {
      kernel.run(backend, inputs, epilogue, outputs);
    }
  }

  private InferencePlan(Backend backend, Recording recording, Layer taken) {
    this.backend = backend;
    this.inputShape = recording.inputShape();
    this.outputShape = recording.outputShape();
    this.constants = new Constants(backend, taken);
    try {
      var fused = Fusion.of(recording.graph());
      fused.calls().forEach(this::prepare);
      constants.freeTheRest();
      this.graph = SharedOutputs.of(fused, call -> filters(call).sharesOutput());
      this.memory = MemoryPlan.of(graph);
      memory.blocks().forEach(block -> arena.add(backend.allocate(block.type(), block.length())));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Makes a call's constants, so that a run makes none. */
  private void prepare(Call call) {
    for (var operand : call.operands()) {
      if (operand instanceof Constant constant) {
        if (call.hasConstantFilters() && operand == call.inputs().get(1)) {
          filters(call);
        } else {
          constants.of(constant);
        }
      }
    }
  }

  /**
   * Compiles a model.
   *
   * @param model in inference mode, see {@link Layer#training}
   * @param backend the one that the model lives on
   * @param input shape of the batches that it will run on, {@code [N,H,W,C]}
   * @throws ShapeException if such a batch doesn't fit the model
   * @throws FoveaException if the model is in training mode, or what it does depends on values
   */
  public static InferencePlan of(Layer model, Backend backend, Shape input) {
    return new InferencePlan(backend, Recording.of(model, input), null);
  }

  /**
   * Compiles a model that is not needed any more, as {@link #of} does, without a second copy of its
   * weights: the model belongs to the plan from now on, must not be used, and is closed with it, or
   * at once if its weights can't be prepared.
   */
  public static InferencePlan taking(Layer model, Backend backend, Shape input) {
    return new InferencePlan(backend, Recording.of(model, input), model);
  }

  /** Shape of the batches that it runs on. */
  public Shape inputShape() {
    return inputShape;
  }

  /** Shape of the result. */
  public Shape outputShape() {
    return outputShape;
  }

  /**
   * Computes the result for a batch.
   *
   * @param x of the plan's input shape
   * @param y of its output shape; overwritten
   * @throws ShapeException if a shape is another one
   */
  public void run(Tensor x, Tensor y) {
    bindTo(x, y);
    backend.repeat(this, () -> steps.forEach(step -> step.run(backend)));
  }

  /**
   * Runs once as {@link #run} does, waiting after each step.
   *
   * @return nanoseconds of the steps, in the order of {@link #describe}
   */
  public long[] profile(Tensor x, Tensor y) {
    bindTo(x, y);
    backend.synchronize();
    var nanos = new long[steps.size()];
    for (int i = 0; i < nanos.length; i++) {
      long begun = System.nanoTime();
      steps.get(i).run(backend);
      backend.synchronize();
      nanos[i] = System.nanoTime() - begun;
    }
    return nanos;
  }

  private void bindTo(Tensor x, Tensor y) {
    requireOpen();
    requireShape("x", x, inputShape);
    requireShape("y", y, outputShape);
    ShapeException.require(x.buffer() != y.buffer(), "plan: y must not be x: y=%s", y.shape());
    if (x.buffer() != input || y.buffer() != output) {
      bind(x.buffer(), y.buffer());
    }
  }

  private static void requireShape(String name, Tensor tensor, Shape shape) {
    ShapeException.require(
        tensor.shape().equals(shape),
        "plan: wrong shape: %s=%s, expected=%s; a plan is made for one shape",
        name,
        tensor.shape(),
        shape);
  }

  private void bind(Buffer newInput, Buffer newOutput) {
    input = newInput;
    output = newOutput;
    steps = graph.calls().stream().map(this::bound).toList();
  }

  private Step bound(Call call) {
    if (call.hasConstantFilters()) {
      return step(call, call.inputs().subList(0, 1), convolution(filters(call), call.place()));
    }
    return step(call, call.inputs(), call.kernel());
  }

  private PreparedConv2d filters(Call call) {
    return constants.filters((Conv2d) call.op(), (Constant) call.inputs().get(1));
  }

  private static Call.Kernel convolution(PreparedConv2d filters, Slice place) {
    if (place == null) {
      return (_, inputs, epilogue, outputs) ->
          filters.run(inputs.getFirst(), epilogue, outputs.getFirst());
    }
    int first = place.start().size(-1);
    int channels = place.whole().size(-1);
    return (_, inputs, epilogue, outputs) ->
        filters.runInto(inputs.getFirst(), epilogue, outputs.getFirst(), first, channels);
  }

  private Step step(Call call, List<Operand> inputs, Call.Kernel kernel) {
    return new Step(
        kernel,
        inputs.stream().map(this::buffer).toList(),
        new Epilogue(buffer(call.bias()), buffer(call.addend()), call.activation()),
        call.outputs().stream().map(this::buffer).toList());
  }

  private Buffer buffer(Operand operand) {
    return switch (operand) {
      case null -> null;
      case Constant constant -> constants.of(constant);
      case Value value when value == graph.input() -> input;
      case Value value when memory.callers().contains(value) -> output;
      case Value value -> arena.get(memory.places().get(value));
    };
  }

  private void requireOpen() {
    if (closed) {
      throw new FoveaException("plan: used after it was closed: input=" + inputShape);
    }
  }

  /** What it takes from the backend, and what it saves. */
  public PlanMemory memory() {
    return new PlanMemory(
        constants.bytes(), memory.arenaBytes(), memory.activationBytes(), memory.liveBytes());
  }

  /** Its steps, one per line, and its memory. */
  public String describe() {
    return Description.of(graph, memory) + memory() + System.lineSeparator();
  }

  /** Frees its weights and its arena. A second close does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      steps = List.of();
      arena.forEach(Buffer::close);
      constants.close();
    }
  }
}
