package dev.fovea.engine.inference;

import dev.fovea.backend.Activation;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Gemm;
import dev.fovea.backend.op.Unary;
import dev.fovea.engine.graph.Call;
import dev.fovea.engine.graph.Constant;
import dev.fovea.engine.graph.Constant.Given;
import dev.fovea.engine.graph.Graph;
import dev.fovea.engine.graph.Operand;
import dev.fovea.engine.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets products and convolutions do what follows them: batch norm goes into their weights, the
 * addition of a residual and an activation into their epilogue. A second pass over memory costs
 * more than the arithmetic.
 *
 * <p>A call is absorbed if nobody else reads what it is computed from, and its producer's epilogue
 * has room: an epilogue adds first and activates last.
 */
public final class Fusion {
  private final Graph graph;
  private final Uses uses;
  private final List<Call> fused = new ArrayList<>();
  private final Map<Value, Integer> producers = new HashMap<>();

  private Fusion(Graph graph) {
    this.graph = graph;
    this.uses = new Uses(graph);
  }

  /** The same function in fewer calls. */
  public static Graph of(Graph graph) {
    return new Fusion(graph).run();
  }

  private Graph run() {
    for (var call : graph.calls()) {
      if (!absorb(call)) {
        call.outputs().forEach(output -> producers.put(output, fused.size()));
        fused.add(call);
      }
    }
    return graph.with(fused);
  }

  private boolean absorb(Call call) {
    return switch (call.op()) {
      case BatchNorm _ -> absorbNormalization(call);
      case Binary binary when binary.kind() == Binary.Kind.ADD && binary.a().equals(binary.b()) ->
          absorbAddition(call);
      case Unary unary -> activation(unary).filter(f -> absorbActivation(call, f)).isPresent();
      default -> false;
    };
  }

  private boolean absorbNormalization(Call call) {
    int producer = producer(call.inputs().getFirst());
    var normalization = normalization(call);
    if (producer < 0 || normalization == null) {
      return false;
    }
    var product = fused.get(producer);
    boolean plain = product.addend() == null && (product.bias() == null || given(product.bias()));
    if (!plain
        || columns(product) != normalization.op().channels()
        || !(product.inputs().get(1) instanceof Given weights)) {
      return false;
    }
    var bias = product.bias() instanceof Given old ? old.buffer() : null;
    replace(
        producer,
        product.withWeights(
            new Constant.ScaledWeights(weights.buffer(), normalization),
            new Constant.NormalizedBias(bias, normalization),
            call.output()));
    return true;
  }

  /** The call's statistics, or null if they are not constant. */
  private static Constant.Normalization normalization(Call call) {
    var buffers = new ArrayList<Buffer>();
    for (var operand : call.inputs().subList(1, call.inputs().size())) {
      if (!(operand instanceof Given constant)) {
        return null;
      }
      buffers.add(constant.buffer());
    }
    return new Constant.Normalization(
        (BatchNorm) call.op(), buffers.get(0), buffers.get(1), buffers.get(2), buffers.get(3));
  }

  private static boolean given(Operand operand) {
    return operand instanceof Given;
  }

  /** Columns of the weights, if their last axis is that of the result; else 0. */
  private static int columns(Call product) {
    return switch (product.op()) {
      case Conv2d conv -> conv.filters();
      case Gemm gemm when gemm.batch() == 1 && !gemm.transposeB() && gemm.strideB() == gemm.n() ->
          gemm.n();
      default -> 0;
    };
  }

  /** The later of the two producers adds what the earlier one has given. */
  private boolean absorbAddition(Call call) {
    var a = call.inputs().get(0);
    var b = call.inputs().get(1);
    boolean aLater = position(a) > position(b);
    var addend = aLater ? b : a;
    int producer = producer(aLater ? a : b);
    boolean known = !(addend instanceof Value value) || uses.isWrittenOnce(value);
    if (producer < 0 || !known || fused.get(producer).addend() != null) {
      return false;
    }
    replace(producer, fused.get(producer).withAddend(addend, call.output()));
    return true;
  }

  private int position(Operand operand) {
    return operand instanceof Value value ? producers.getOrDefault(value, -1) : -1;
  }

  private boolean absorbActivation(Call call, Activation activation) {
    int producer = producer(call.inputs().getFirst());
    if (producer < 0) {
      return false;
    }
    replace(producer, fused.get(producer).withActivation(activation, call.output()));
    return true;
  }

  private static Optional<Activation> activation(Unary unary) {
    return Optional.ofNullable(
        switch (unary.kind()) {
          case RELU -> Activation.RELU;
          case LEAKY_RELU -> Activation.leakyRelu(unary.alpha());
          case SIGMOID -> Activation.SIGMOID;
          case TANH -> Activation.TANH;
          default -> null;
        });
  }

  /**
   * Where the call stands that gives this operand and whose epilogue can go on with it, or -1: its
   * whole result is written densely, by it alone, is read once, and has no activation yet.
   */
  private int producer(Operand operand) {
    if (!(operand instanceof Value value) || uses.reads(value) != 1 || !uses.isWrittenOnce(value)) {
      return -1;
    }
    int position = position(value);
    return position >= 0
            && fused.get(position).takesEpilogue()
            && fused.get(position).activation().kind() == Activation.Kind.IDENTITY
            && isDense(fused.get(position))
        ? position
        : -1;
  }

  private static boolean isDense(Call call) {
    return !(call.op() instanceof Gemm gemm)
        || (gemm.beta() == 0
            && (long) gemm.batch() * gemm.m() * gemm.n() == call.output().length());
  }

  private void replace(int position, Call call) {
    producers.remove(fused.get(position).output());
    producers.put(call.output(), position);
    fused.set(position, call);
  }
}
