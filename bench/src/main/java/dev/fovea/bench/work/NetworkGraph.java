package dev.fovea.bench.work;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Concat;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Gemm;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Unary;
import dev.fovea.engine.graph.Call;
import dev.fovea.engine.graph.Graph;
import dev.fovea.engine.graph.Operand;
import dev.fovea.engine.graph.Recorder;
import dev.fovea.engine.graph.Value;
import dev.fovea.engine.inference.Fusion;
import dev.fovea.engine.models.ModelType;
import dev.fovea.engine.nn.ParameterSource;
import dev.fovea.engine.tensor.Scope;
import dev.fovea.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A network's forward pass as calls: what peers build the same network from. */
public final class NetworkGraph {
  private final Graph graph;
  private final List<String> names;
  private final List<Shape> shapes;
  private final Map<Buffer, Integer> positions;
  private final Map<Value, Shape> results = new HashMap<>();
  private final long multiplyAdds;

  private NetworkGraph(
      Graph graph,
      Shape input,
      Map<String, Tensor> state,
      Map<Buffer, Integer> positions,
      long ops) {
    this.graph = graph;
    this.names = List.copyOf(state.keySet());
    this.shapes = state.values().stream().map(Tensor::shape).toList();
    this.positions = positions;
    this.multiplyAdds = ops;
    results.put(graph.input(), input);
    graph.calls().forEach(call -> results.put(call.output(), shape(call)));
  }

  /** Records the model's forward pass on so many images, with weights that have no values. */
  public static NetworkGraph of(ModelType type, int images) {
    var source = ParameterSource.withoutValues();
    var sample = type.sampleShape();
    var input = Shape.of(images, sample.size(0), sample.size(1), sample.size(2));
    try (var model = type.create(source, type.classes());
        var _ = Scope.open()) {
      model.training(false);
      var recorder = new Recorder();
      var x = Tensor.empty(recorder, input);
      var y = model.forward(x);
      var state = model.state();
      var positions = new HashMap<Buffer, Integer>();
      state.values().forEach(tensor -> positions.put(tensor.buffer(), positions.size()));
      return new NetworkGraph(
          recorder.graph(x.buffer(), y.buffer()),
          input,
          state,
          positions,
          model.multiplyAdds(input));
    }
  }

  /** The same with batch norm in the weights, additions and activations in the epilogues. */
  public NetworkGraph fused() {
    return new NetworkGraph(this, Fusion.of(graph));
  }

  private NetworkGraph(NetworkGraph other, Graph graph) {
    this.graph = graph;
    this.names = other.names;
    this.shapes = other.shapes;
    this.positions = other.positions;
    this.results.putAll(other.results);
    this.multiplyAdds = other.multiplyAdds;
  }

  private Shape shape(Call call) {
    return switch (call.op()) {
      case Conv2d op -> op.output();
      case Pool2d op -> op.output();
      case Concat op -> op.output();
      case Gemm op -> Shape.of(op.m(), op.n());
      case BatchNorm _, Unary _, Binary _ -> results.get((Value) call.inputs().getFirst());
      default ->
          throw new IllegalArgumentException(
              "network: no peer is told of this operation: " + call.op().operation());
    };
  }

  /** The calls in an order in which they can run. */
  public List<Call> calls() {
    return graph.calls();
  }

  /** The images, {@code [N,H,W,C]}. */
  public Value input() {
    return graph.input();
  }

  /** The logits, {@code [N,classes]}, or {@code [N,1,1,classes]} where the last layer pools. */
  public Value output() {
    return graph.output();
  }

  /** The shape of a result, or of the images. */
  public Shape shape(Value value) {
    return results.get(value);
  }

  /** Names of parameters and statistics, in the model's order. */
  public List<String> names() {
    return names;
  }

  /** Shapes of parameters and statistics, in the model's order. */
  public List<Shape> shapes() {
    return shapes;
  }

  /** Where a parameter or statistic stands in the model's order. */
  public int position(Buffer buffer) {
    return positions.get(buffer);
  }

  /** The position of an operand that is a parameter or statistic as it is. */
  public int position(Operand operand) {
    return position(((dev.fovea.engine.graph.Constant.Given) operand).buffer());
  }

  /** Multiply-adds of one pass. */
  public long multiplyAdds() {
    return multiplyAdds;
  }

  /** By value, the position of the last call that reads it. */
  public Map<Value, Integer> lastReads() {
    var last = new HashMap<Value, Integer>();
    for (int i = 0; i < calls().size(); i++) {
      for (var operand : calls().get(i).operands()) {
        if (operand instanceof Value value) {
          last.put(value, i);
        }
      }
    }
    return last;
  }

  /** The calls' results and the images, numbered in order. */
  public Map<Value, Integer> numbers() {
    var numbers = new HashMap<Value, Integer>();
    numbers.put(input(), 0);
    var outputs = new ArrayList<Value>();
    calls().forEach(call -> outputs.add(call.output()));
    outputs.forEach(value -> numbers.put(value, numbers.size()));
    return numbers;
  }
}
