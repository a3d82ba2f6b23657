package dev.fovea.bench.onnx;

import dev.fovea.backend.Activation;
import dev.fovea.backend.op.Adaptive;
import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Concat;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Gemm;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.Unary;
import dev.fovea.backend.op.Window;
import dev.fovea.bench.work.NetworkGraph;
import dev.fovea.bench.work.NetworkWork;
import dev.fovea.engine.graph.Call;
import dev.fovea.engine.graph.Operand;
import dev.fovea.engine.graph.Value;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A network as an ONNX file (onnx.proto, opset 17): images {@code [N,C,H,W]}, filters {@code
 * [F,C,KH,KW]}, the very weights that Fovea has.
 */
public final class OnnxFile {
  /** The name of the graph's input. */
  public static final String INPUT = "images";

  /** The name of the graph's output. */
  public static final String OUTPUT = "logits";

  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;
  private static final int FLOAT32 = 1;

  private final NetworkGraph graph;
  private final ChannelsFirst operands;
  private final Map<Value, Integer> numbers;
  private final Message body = new Message();

  private OnnxFile(NetworkGraph graph, List<MemorySegment> inputs) {
    this.graph = graph;
    this.operands = new ChannelsFirst(graph, inputs);
    this.numbers = graph.numbers();
  }

  /**
   * Writes a network.
   *
   * @param inputs as {@link NetworkWork#inputs} says
   */
  public static void write(Path file, NetworkGraph graph, List<MemorySegment> inputs)
      throws IOException {
    var model = new OnnxFile(graph, inputs).model();
    try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
      model.writeTo(out);
    }
  }

  /** {@code ModelProto} */
  private Message model() {
    graph.calls().forEach(this::add);
    body.text(2, "network")
        .message(11, valueInfo(INPUT, ChannelsFirst.sizes(graph.shape(graph.input()))))
        .message(12, valueInfo(OUTPUT, ChannelsFirst.sizes(graph.shape(graph.output()))));
    return new Message()
        .integer(1, IR_VERSION)
        .text(2, "fovea")
        .message(7, body)
        .message(8, new Message().integer(2, OPSET));
  }

  /** {@code ValueInfoProto} of a float32 tensor. */
  private static Message valueInfo(String name, int[] sizes) {
    var shape = new Message();
    for (int size : sizes) {
      shape.message(1, new Message().integer(1, size));
    }
    var tensor = new Message().integer(1, FLOAT32).message(2, shape);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  private void add(Call call) {
    var result = name(call.output());
    boolean relu = call.activation().kind() == Activation.Kind.RELU;
    if (!relu && call.activation().kind() != Activation.Kind.IDENTITY) {
      throw new IllegalArgumentException("onnx: " + call.activation());
    }
    var plain = relu ? result + ".sum" : result;
    add(
        switch (call.op()) {
          case Conv2d op -> convolution(op, call, plain);
          case Gemm _ -> product(call, plain);
          case Pool2d op -> pooling(op, call, plain);
          case BatchNorm op -> normalization(op, call, plain);
          case Concat _ -> new Node("Concat", values(call), plain).attribute("axis", 1L);
          case Binary op when op.kind() == Binary.Kind.ADD -> new Node("Add", values(call), plain);
          case Unary op when op.kind() == Unary.Kind.RELU -> new Node("Relu", values(call), plain);
          default -> throw new IllegalArgumentException("onnx: " + call.op().operation());
        });
    if (relu) {
      add(new Node("Relu", List.of(plain), result));
    }
  }

  private void add(Node node) {
    body.message(1, node.message());
  }

  private Node convolution(Conv2d op, Call call, String result) {
    var node = new Node("Conv", contraction(call, name((Value) call.inputs().getFirst())), result);
    return windows(node, op.rows(), op.columns())
        .attribute("dilations", op.rows().dilation(), op.columns().dilation())
        .attribute("group", (long) op.groups());
  }

  private static Node windows(Node node, Window rows, Window columns) {
    return node.attribute("kernel_shape", rows.kernel(), columns.kernel())
        .attribute("strides", rows.stride(), columns.stride())
        .attribute("pads", rows.before(), columns.before(), rows.after(), columns.after());
  }

  /** {@code x · w + bias}; an image is flattened channel by channel. */
  private Node product(Call call, String result) {
    var x = (Value) call.inputs().getFirst();
    var rows = name(x);
    if (graph.shape(x).rank() == 4) {
      rows = result + ".flat";
      add(new Node("Flatten", List.of(name(x)), rows));
    }
    return new Node("Gemm", contraction(call, rows), result);
  }

  /** Names of x, weights and bias. */
  private List<String> contraction(Call call, String x) {
    if (call.addend() != null) {
      throw new IllegalArgumentException("onnx: an addend; write the network as it was recorded");
    }
    var names = new ArrayList<>(List.of(x, tensor(call.inputs().get(1), operands.weights(call))));
    if (call.bias() != null) {
      names.add(tensor(call.bias(), operands.vector(call.bias())));
    }
    return names;
  }

  private Node pooling(Pool2d op, Call call, String result) {
    if (op.kind() == Pool2d.Kind.MAX && op.rows() instanceof Window rows) {
      return windows(new Node("MaxPool", values(call), result), rows, (Window) op.columns());
    }
    boolean whole =
        op.rows() instanceof Adaptive && op.rows().output() * op.columns().output() == 1;
    if (op.kind() == Pool2d.Kind.AVERAGE && whole) {
      return new Node("GlobalAveragePool", values(call), result);
    }
    throw new IllegalArgumentException("onnx: " + op);
  }

  private Node normalization(BatchNorm op, Call call, String result) {
    var names = new ArrayList<>(values(call));
    call.inputs().stream()
        .skip(1)
        .forEach(operand -> names.add(tensor(operand, operands.vector(operand))));
    return new Node("BatchNormalization", names, result).attribute("epsilon", op.epsilon());
  }

  private List<String> values(Call call) {
    return call.inputs().stream()
        .filter(Value.class::isInstance)
        .map(operand -> name((Value) operand))
        .toList();
  }

  private String name(Value value) {
    if (value == graph.input()) {
      return INPUT;
    }
    return value == graph.output() ? OUTPUT : "value" + numbers.get(value);
  }

  /** Adds a {@code TensorProto} and says its name. */
  private String tensor(Operand operand, Permutation values) {
    var name = graph.names().get(graph.position(operand));
    var tensor = new Message();
    for (int size : sizes(operand, values)) {
      tensor.integer(1, size);
    }
    tensor.integer(2, FLOAT32).text(8, name).bytes(9, values.bytes(), values::writeTo);
    body.message(5, tensor);
    return name;
  }

  /** The values' sizes; the axes of a flattened image are one. */
  private int[] sizes(Operand operand, Permutation values) {
    var shape = graph.shapes().get(graph.position(operand));
    return shape.rank() == 2 ? shape.sizes() : values.resultSizes();
  }
}
