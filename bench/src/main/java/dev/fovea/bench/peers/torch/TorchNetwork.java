package dev.fovea.bench.peers.torch;

import dev.fovea.backend.Activation;
import dev.fovea.backend.op.Concat;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Gemm;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.PoolAxis;
import dev.fovea.backend.op.Window;
import dev.fovea.bench.work.NetworkGraph;
import dev.fovea.engine.graph.Call;
import dev.fovea.engine.graph.Operand;
import dev.fovea.engine.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongArrayRef;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A network as calls of libtorch's functions, weights in place. */
final class TorchNetwork implements AutoCloseable {
  private final NetworkGraph graph;
  private final TorchWeights source;
  private final Layout layout;
  private final Map<Value, Integer> numbers;
  private final Tensor[] values;
  private final List<Step> steps = new ArrayList<>();
  private final List<Tensor> weights = new ArrayList<>();
  private final List<Pointer> owned = new ArrayList<>();

  /**
   * A call.
   *
   * @param function computes the result from {@link #values}
   * @param result its number
   * @param released numbers of values that nobody reads after it
   */
  private record Step(Supplier<Tensor> function, int result, List<Integer> released) {}

  TorchNetwork(NetworkGraph graph, TorchWeights source, Layout layout) {
    this.graph = graph;
    this.source = source;
    this.layout = layout;
    this.numbers = graph.numbers();
    this.values = new Tensor[numbers.size()];
    var lastReads = graph.lastReads();
    for (int i = 0; i < graph.calls().size(); i++) {
      var call = graph.calls().get(i);
      int position = i;
      var released =
          lastReads.entrySet().stream()
              .filter(read -> read.getValue() == position && read.getKey() != graph.input())
              .map(read -> numbers.get(read.getKey()))
              .toList();
      steps.add(new Step(step(call), numbers.get(call.output()), released));
    }
  }

  /** Weights and biases in the order of the calls. */
  List<Tensor> weights() {
    return weights;
  }

  /** The logits, {@code [N,classes]}; the caller closes them. */
  Tensor forward(Tensor x) {
    values[numbers.get(graph.input())] = x;
    for (var step : steps) {
      values[step.result] = step.function.get();
      for (int number : step.released) {
        values[number].close();
      }
    }
    return values[numbers.get(graph.output())];
  }

  private Supplier<Tensor> step(Call call) {
    return switch (call.op()) {
      case Conv2d op -> convolution(op, call);
      case Gemm op -> product(call);
      case Pool2d op -> pooling(op, call);
      case Concat op -> concatenation(call);
      default -> throw new IllegalArgumentException("libtorch: " + call.op().operation());
    };
  }

  private Supplier<Tensor> convolution(Conv2d op, Call call) {
    int x = number(call.inputs().getFirst());
    var w = convolutionWeights(op, call.inputs().get(1));
    var bias = bias(call);
    var stride = longs(op.rows().stride(), op.columns().stride());
    var padding = longs(op.rows().before(), op.columns().before());
    var dilation = longs(op.rows().dilation(), op.columns().dilation());
    return finished(
        call, () -> torch.conv2d(values[x], w, bias, stride, padding, dilation, op.groups()));
  }

  private Tensor convolutionWeights(Conv2d op, Operand weights) {
    try (var _ = new PointerScope()) {
      var filters = source.filters(weights);
      if (layout != Layout.ONEDNN) {
        return kept(layout.of(filters));
      }
      var stride = new long[] {op.rows().stride(), op.columns().stride()};
      var padding = new long[] {op.rows().before(), op.columns().before()};
      var dilation = new long[] {op.rows().dilation(), op.columns().dilation()};
      var sizes = op.input();
      return kept(
          torch.mkldnn_reorder_conv2d_weight(
              layout.of(filters),
              padding,
              stride,
              dilation,
              op.groups(),
              sizes.size(0),
              sizes.size(3),
              sizes.size(1),
              sizes.size(2)));
    }
  }

  private Supplier<Tensor> product(Call call) {
    var input = (Value) call.inputs().getFirst();
    int x = number(input);
    Tensor w;
    try (var _ = new PointerScope()) {
      w = kept(source.matrix(call.inputs().get(1), graph.shape(input)));
    }
    var bias = bias(call);
    return finished(
        call,
        () -> { // oneDNN's product would reorder its weights in each call
          var dense = values[x].is_mkldnn() ? values[x].to_dense() : values[x];
          return torch.linear(torch.flatten(dense, 1, -1), w, bias);
        });
  }

  private Supplier<Tensor> pooling(Pool2d op, Call call) {
    int x = number(call.inputs().getFirst());
    boolean pools = op.rows() instanceof Window && op.kind() == Pool2d.Kind.MAX;
    if (!pools && op.rows() instanceof Window) {
      throw new IllegalArgumentException("libtorch: average pooling by windows");
    }
    if (!pools) {
      var size = longs(op.rows().output(), op.columns().output());
      return () -> torch.adaptive_avg_pool2d(values[x], size);
    }
    var rows = (Window) op.rows();
    var columns = (Window) op.columns();
    var kernel = longs(rows.kernel(), columns.kernel());
    var stride = longs(rows.stride(), columns.stride());
    var padding = longs(rows.before(), columns.before());
    var dilation = longs(1, 1);
    boolean ceil = reachesOver(rows);
    return () -> torch.max_pool2d(values[x], kernel, stride, padding, dilation, ceil);
  }

  private static boolean reachesOver(PoolAxis axis) {
    return axis instanceof Window window && window.after() > window.before();
  }

  private Supplier<Tensor> concatenation(Call call) {
    var parts = call.inputs().stream().map(this::number).toList();
    return () -> {
      try (var list =
          new TensorVector(parts.stream().map(part -> values[part]).toArray(Tensor[]::new))) {
        return torch.cat(list, 1);
      }
    };
  }

  /** With the call's addend and activation, in place. */
  private Supplier<Tensor> finished(Call call, Supplier<Tensor> function) {
    var kind = call.activation().kind();
    if (kind != Activation.Kind.IDENTITY && kind != Activation.Kind.RELU) {
      throw new IllegalArgumentException("libtorch: " + kind);
    }
    boolean relu = kind == Activation.Kind.RELU;
    int addend = call.addend() == null ? -1 : number(call.addend());
    return () -> {
      var y = function.get();
      if (addend >= 0) {
        y.add_(values[addend]);
      }
      if (relu) {
        y.relu_();
      }
      return y;
    };
  }

  private TensorOptional bias(Call call) {
    if (call.bias() == null) {
      return own(new TensorOptional());
    }
    Tensor values;
    try (var _ = new PointerScope()) {
      values = kept(source.vector(call.bias()));
    }
    return own(new TensorOptional(values));
  }

  private int number(Operand operand) {
    return numbers.get((Value) operand);
  }

  private LongArrayRef longs(long... sizes) {
    return new LongArrayRef(own(new LongPointer(sizes)), sizes.length);
  }

  /** A weight that outlives the scope that it was made in. */
  private Tensor kept(Tensor weight) {
    weight.retainReference();
    weights.add(own(weight));
    return weight;
  }

  private <P extends Pointer> P own(P pointer) {
    owned.add(pointer);
    return pointer;
  }

  @Override
  public void close() {
    owned.forEach(Pointer::close);
  }
}
