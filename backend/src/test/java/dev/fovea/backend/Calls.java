package dev.fovea.backend;

import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.AdamSteps;
import dev.fovea.backend.op.ArgMax;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Concat;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.CrossEntropy;
import dev.fovea.backend.op.Dropout;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.op.Gather;
import dev.fovea.backend.op.Gemm;
import dev.fovea.backend.op.LayerNorm;
import dev.fovea.backend.op.NonMaximumSuppression;
import dev.fovea.backend.op.Permute;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Resize2d;
import dev.fovea.backend.op.SgdStep;
import dev.fovea.backend.op.SgdSteps;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Slice;
import dev.fovea.backend.op.Softmax;
import dev.fovea.backend.op.Unary;
import dev.fovea.backend.op.Window;
import java.util.Arrays;
import java.util.List;

/** A call of every method that takes operands, with what each operand must be. */
final class Calls {
  private Calls() {}

  /** The call itself; operands in the order of the list. */
  interface Action {
    void run(Backend backend, Buffer... operands);
  }

  record Call(String name, List<Operand> operands, Action action) {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * What an operand must be.
   *
   * @param length elements it must hold
   * @param written whether it is an output
   * @param optional whether it may be null
   * @param mayBe operands that may be the same buffer
   */
  record Operand(
      String name,
      DataType type,
      long length,
      boolean written,
      boolean optional,
      List<String> mayBe) {
    Operand orNull() {
      return new Operand(name, type, length, written, true, mayBe);
    }
  }

  private static Operand in(String name, long length) {
    return new Operand(name, DataType.FLOAT32, length, false, false, List.of());
  }

  private static Operand indices(String name, long length) {
    return new Operand(name, DataType.INT32, length, false, false, List.of());
  }

  private static Operand out(String name, long length, String... mayBe) {
    return new Operand(name, DataType.FLOAT32, length, true, false, List.of(mayBe));
  }

  private static Call call(String name, Action action, Operand... operands) {
    return new Call(name, List.of(operands), action);
  }

  /** Two operands of a list, which may be null. */
  private static List<Buffer> pair(Buffer[] operands, int first) {
    return Arrays.asList(operands[first], operands[first + 1]);
  }

  private static final Window WINDOW = Window.of(3, 2);
  private static final Gemm GEMM = Gemm.of(2, 3, 4);
  private static final Conv2d CONV = Conv2d.of(1, WINDOW, WINDOW, 3, 2);
  private static final ConvTranspose2d CONV_TRANSPOSE = new ConvTranspose2d(CONV);
  private static final Pool2d MAX = Pool2d.max(1, WINDOW, WINDOW, 2);
  private static final Pool2d AVERAGE = Pool2d.average(1, WINDOW, WINDOW, 2);
  private static final BatchNorm BATCH_NORM = new BatchNorm(4, 3, 1, 0.5f);
  private static final LayerNorm LAYER_NORM = new LayerNorm(4, 3, 1);
  private static final Unary UNARY = Unary.of(Unary.Kind.TANH, 5);
  private static final Binary BINARY = new Binary(Binary.Kind.ADD, Shape.of(5), Shape.of(5));
  private static final Binary BROADCAST = new Binary(Binary.Kind.ADD, Shape.of(2, 3), Shape.of(3));
  private static final Axpby AXPBY = new Axpby(5, 1, 1);
  private static final Dropout DROPOUT = new Dropout(5, 0.5f);
  private static final SgdStep SGD = new SgdStep(5, 0.5f, 0, false, 0);
  private static final SgdStep SGD_MOMENTUM = new SgdStep(5, 0.5f, 0.5f, true, 0.5f);
  private static final AdamStep ADAM = new AdamStep(5, 0.5f, 0.5f, 0.5f, 1, 0, false, 1);
  private static final SgdSteps TWO_SGD = new SgdSteps(List.of(SGD, SGD));
  private static final SgdSteps TWO_SGD_MOMENTUM =
      new SgdSteps(List.of(SGD_MOMENTUM, SGD_MOMENTUM));
  private static final AdamSteps TWO_ADAM = new AdamSteps(List.of(ADAM, ADAM));
  private static final Reduce REDUCE = Reduce.of(Reduce.Kind.SUM, Shape.of(2, 3), 1);
  private static final ArgMax ARG_MAX = new ArgMax(2, 3, 4);
  private static final NonMaximumSuppression SUPPRESSION = new NonMaximumSuppression(3, 0.5f);
  private static final Softmax SOFTMAX = new Softmax(2, 3, false);
  private static final CrossEntropy CLASSES =
      new CrossEntropy(2, 3, CrossEntropy.Target.CLASS_INDEX);
  private static final CrossEntropy SOFT = new CrossEntropy(2, 3, CrossEntropy.Target.SOFT);
  private static final Permute PERMUTE = Permute.of(Shape.of(2, 3), 1, 0);
  private static final Slice SLICE = Slice.along(Shape.of(2, 3), 1, 1, 2);
  private static final Concat CONCAT = new Concat(0, List.of(Shape.of(2), Shape.of(3)));
  private static final Resize2d RESIZE =
      new Resize2d(Resize2d.Mode.BILINEAR, 1, 2, 2, 3, 3, 2, false);
  private static final Gather GATHER = new Gather(2, 3, 4, 5);
  private static final RandomState RANDOM = RandomState.of(1);

  static List<Call> all() {
    return List.of(
        call(
            "gemm",
            (b, o) -> b.gemm(GEMM, o[0], o[1], Epilogue.bias(o[2]).add(o[3]), o[4]),
            in("a", 8),
            in("b", 12),
            in("bias", 3).orNull(),
            in("addend", 6).orNull(),
            out("y", 6)),
        call(
            "conv2d",
            (b, o) -> b.conv2d(CONV, o[0], o[1], Epilogue.bias(o[2]).add(o[3]), o[4]),
            in("x", 27),
            in("w", 24),
            in("bias", 2).orNull(),
            in("addend", 8).orNull(),
            out("y", 8)),
        call(
            "conv2d",
            (b, o) -> b.conv2dInputGradient(CONV, o[0], o[1], o[2]),
            in("dy", 8),
            in("w", 24),
            out("dx", 27)),
        call(
            "conv2d",
            (b, o) -> b.conv2dWeightGradient(CONV, o[0], o[1], o[2]),
            in("x", 27),
            in("dy", 8),
            out("dw", 24)),
        call(
            "convTranspose2d",
            (b, o) ->
                b.convTranspose2d(CONV_TRANSPOSE, o[0], o[1], Epilogue.bias(o[2]).add(o[3]), o[4]),
            in("x", 8),
            in("w", 24),
            in("bias", 3).orNull(),
            in("addend", 27).orNull(),
            out("y", 27)),
        call(
            "convTranspose2d",
            (b, o) -> b.convTranspose2dInputGradient(CONV_TRANSPOSE, o[0], o[1], o[2]),
            in("dy", 27),
            in("w", 24),
            out("dx", 8)),
        call(
            "convTranspose2d",
            (b, o) -> b.convTranspose2dWeightGradient(CONV_TRANSPOSE, o[0], o[1], o[2]),
            in("x", 8),
            in("dy", 27),
            out("dw", 24)),
        call(
            "maxPool2d",
            (b, o) -> b.pool2d(MAX, o[0], o[1], o[2]),
            in("x", 18),
            out("y", 8),
            indices("indices", 8).orNull()),
        call(
            "maxPool2d",
            (b, o) -> b.pool2dGradient(MAX, o[0], o[1], o[2]),
            in("dy", 8),
            indices("indices", 8),
            out("dx", 18)),
        call(
            "averagePool2d",
            (b, o) -> b.pool2d(AVERAGE, o[0], o[1], null),
            in("x", 18),
            out("y", 8)),
        call(
            "averagePool2d",
            (b, o) -> b.pool2dGradient(AVERAGE, o[0], null, o[1]),
            in("dy", 8),
            out("dx", 18)),
        call(
            "batchNorm",
            (b, o) ->
                b.batchNormTraining(BATCH_NORM, o[0], o[1], o[2], o[3], o[4], o[5], o[6], o[7]),
            in("x", 12),
            in("gamma", 3),
            in("beta", 3),
            out("runningMean", 3),
            out("runningVariance", 3),
            out("y", 12),
            out("mean", 3),
            out("inverseDeviation", 3)),
        call(
            "batchNorm",
            (b, o) -> b.batchNormInference(BATCH_NORM, o[0], o[1], o[2], o[3], o[4], o[5]),
            in("x", 12),
            in("gamma", 3),
            in("beta", 3),
            in("mean", 3),
            in("variance", 3),
            out("y", 12, "x")),
        call(
            "batchNorm",
            (b, o) ->
                b.batchNormGradient(BATCH_NORM, o[0], o[1], o[2], o[3], o[4], o[5], o[6], o[7]),
            in("x", 12),
            in("dy", 12),
            in("gamma", 3),
            in("mean", 3),
            in("inverseDeviation", 3),
            out("dx", 12),
            out("dgamma", 3),
            out("dbeta", 3)),
        call(
            "layerNorm",
            (b, o) -> b.layerNorm(LAYER_NORM, o[0], o[1], o[2], o[3], o[4], o[5]),
            in("x", 12),
            in("gamma", 3),
            in("beta", 3),
            out("y", 12),
            out("mean", 4),
            out("inverseDeviation", 4)),
        call(
            "layerNorm",
            (b, o) ->
                b.layerNormGradient(LAYER_NORM, o[0], o[1], o[2], o[3], o[4], o[5], o[6], o[7]),
            in("x", 12),
            in("dy", 12),
            in("gamma", 3),
            in("mean", 4),
            in("inverseDeviation", 4),
            out("dx", 12),
            out("dgamma", 3),
            out("dbeta", 3)),
        call("tanh", (b, o) -> b.unary(UNARY, o[0], o[1]), in("x", 5), out("y", 5, "x")),
        call(
            "tanh",
            (b, o) -> b.unaryGradient(UNARY, o[0], o[1], o[2], o[3]),
            in("x", 5),
            in("y", 5),
            in("dy", 5),
            out("dx", 5, "x", "y", "dy")),
        call(
            "add",
            (b, o) -> b.binary(BINARY, o[0], o[1], o[2]),
            in("a", 5),
            in("b", 5),
            out("y", 5, "a", "b")),
        call(
            "add",
            (b, o) -> b.binary(BROADCAST, o[0], o[1], o[2]),
            in("a", 6),
            in("b", 3),
            out("y", 6, "a")),
        call("axpby", (b, o) -> b.axpby(AXPBY, o[0], o[1]), in("x", 5), out("y", 5, "x")),
        call(
            "dropout",
            (b, o) -> b.dropout(DROPOUT, RANDOM, o[0], o[1]),
            in("x", 5),
            out("y", 5, "x")),
        call(
            "sgdStep",
            (b, o) -> b.sgdStep(SGD, o[0], o[1], null),
            out("weights", 5),
            out("gradient", 5)),
        call(
            "sgdStep",
            (b, o) -> b.sgdStep(SGD_MOMENTUM, o[0], o[1], o[2]),
            out("weights", 5),
            out("gradient", 5),
            out("velocity", 5)),
        call(
            "adamStep",
            (b, o) -> b.adamStep(ADAM, o[0], o[1], o[2], o[3]),
            out("weights", 5),
            out("gradient", 5),
            out("firstMoment", 5),
            out("secondMoment", 5)),
        call(
            "sgdSteps",
            (b, o) -> b.sgdSteps(TWO_SGD, pair(o, 0), pair(o, 2), List.of()),
            out("weights", 5),
            out("weights", 5),
            out("gradient", 5),
            out("gradient", 5)),
        call(
            "sgdSteps",
            (b, o) -> b.sgdSteps(TWO_SGD_MOMENTUM, pair(o, 0), pair(o, 2), pair(o, 4)),
            out("weights", 5),
            out("weights", 5),
            out("gradient", 5),
            out("gradient", 5),
            out("velocity", 5),
            out("velocity", 5)),
        call(
            "adamSteps",
            (b, o) -> b.adamSteps(TWO_ADAM, pair(o, 0), pair(o, 2), pair(o, 4), pair(o, 6)),
            out("weights", 5),
            out("weights", 5),
            out("gradient", 5),
            out("gradient", 5),
            out("firstMoment", 5),
            out("firstMoment", 5),
            out("secondMoment", 5),
            out("secondMoment", 5)),
        call("sum", (b, o) -> b.reduce(REDUCE, o[0], o[1]), in("x", 6), out("y", 2)),
        call("argMax", (b, o) -> b.argMax(ARG_MAX, o[0], o[1]), in("x", 24), indices("y", 8)),
        call(
            "nonMaximumSuppression",
            (b, o) -> b.nonMaximumSuppression(SUPPRESSION, o[0], o[1], o[2]),
            in("boxes", 12),
            in("scores", 3),
            indices("kept", 3)),
        call("softmax", (b, o) -> b.softmax(SOFTMAX, o[0], o[1]), in("x", 6), out("y", 6, "x")),
        call(
            "softmax",
            (b, o) -> b.softmaxGradient(SOFTMAX, o[0], o[1], o[2]),
            in("y", 6),
            in("dy", 6),
            out("dx", 6, "y", "dy")),
        call(
            "crossEntropy",
            (b, o) -> b.crossEntropy(CLASSES, o[0], o[1], o[2]),
            in("logits", 6),
            indices("targets", 2),
            out("losses", 2)),
        call(
            "crossEntropy",
            (b, o) -> b.crossEntropy(SOFT, o[0], o[1], o[2]),
            in("logits", 6),
            in("targets", 6),
            out("losses", 2)),
        call(
            "crossEntropy",
            (b, o) -> b.crossEntropyGradient(SOFT, o[0], o[1], o[2], o[3]),
            in("logits", 6),
            in("targets", 6),
            in("dlosses", 2),
            out("dlogits", 6, "logits")),
        call("permute", (b, o) -> b.permute(PERMUTE, o[0], o[1]), in("x", 6), out("y", 6)),
        call("slice", (b, o) -> b.slice(SLICE, o[0], o[1]), in("whole", 6), out("part", 4)),
        call("slice", (b, o) -> b.insert(SLICE, o[0], o[1]), in("part", 4), out("whole", 6)),
        call(
            "concat",
            (b, o) -> b.concat(CONCAT, Arrays.asList(o[0], o[1]), o[2]),
            in("input", 2),
            in("input", 3),
            out("y", 5)),
        call("resizeBilinear", (b, o) -> b.resize2d(RESIZE, o[0], o[1]), in("x", 8), out("y", 18)),
        call(
            "resizeBilinear",
            (b, o) -> b.resize2dGradient(RESIZE, o[0], o[1]),
            in("dy", 18),
            out("dx", 8)),
        call(
            "gather",
            (b, o) -> b.gather(GATHER, o[0], o[1], o[2]),
            in("x", 24),
            indices("indices", 5),
            out("y", 40)),
        call(
            "gather",
            (b, o) -> b.gatherGradient(GATHER, o[0], o[1], o[2]),
            in("dy", 40),
            indices("indices", 5),
            out("dx", 24)),
        call("randomUniform", (b, o) -> b.fill(Fill.uniform(5, 0, 1), RANDOM, o[0]), out("y", 5)));
  }
}
