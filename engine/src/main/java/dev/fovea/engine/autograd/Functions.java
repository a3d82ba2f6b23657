package dev.fovea.engine.autograd;

import dev.fovea.backend.Activation;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Concat;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.Dropout;
import dev.fovea.backend.op.Gather;
import dev.fovea.backend.op.Permute;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Resize2d;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Slice;
import dev.fovea.backend.op.Unary;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What can be computed with tensors so that gradients flow. Each function computes at once; a
 * {@link Tape} that is open on the thread writes it down.
 */
public final class Functions {
  private Functions() {}

  /**
   * {@code y[…,n] = activation(Σ x[…,k] · w[k,n] + bias[n])} over the last axis of x.
   *
   * @param w {@code [k,n]}
   * @param bias {@code [n]}, or null
   */
  public static Tensor linear(Tensor x, Tensor w, Tensor bias, Activation activation) {
    return Tape.apply(new LinearRule(x, w, bias, activation));
  }

  /**
   * Matrix product of the last two axes, {@code [m,k]} by {@code [k,n]}; both operands have the
   * same axes before them, if any.
   */
  public static Tensor matmul(Tensor a, Tensor b) {
    return Tape.apply(new MatmulRule(a, b));
  }

  /** See {@link Conv2d}; bias {@code [F]} or null. */
  public static Tensor conv2d(Conv2d op, Tensor x, Tensor w, Tensor bias, Activation activation) {
    return Tape.apply(new Conv2dRule(op, x, w, bias, activation));
  }

  /**
   * The maximum of each window of a convolution's result, {@code maxPool2d(activation(conv2d(x, w)
   * + bias))}: as by {@link #conv2d} and {@link #pool2d}, but the convolution's result isn't kept
   * for backward.
   *
   * @param pool a maximum, of windows of the convolution's output
   */
  public static Tensor pooledConv2d(
      Conv2d op, Tensor x, Tensor w, Tensor bias, Activation activation, Pool2d pool) {
    return Tape.apply(new PooledConv2dRule(new Conv2dRule(op, x, w, bias, activation), pool));
  }

  /** See {@link ConvTranspose2d}; bias {@code [F]} or null. */
  public static Tensor convTranspose2d(
      ConvTranspose2d op, Tensor x, Tensor w, Tensor bias, Activation activation) {
    return Tape.apply(new ConvTranspose2dRule(op, x, w, bias, activation));
  }

  /** See {@link Pool2d}. */
  public static Tensor pool2d(Pool2d op, Tensor x) {
    return Tape.apply(new Pool2dRule(op, x));
  }

  /**
   * Batch normalisation of the last axis by the batch's own statistics; moves the running ones.
   *
   * @param x {@code [N,H,W,C]} or {@code [N,C]}
   * @param gamma {@code [C]}, as are beta and the running statistics
   * @param momentum share of the batch in the running statistics
   */
  public static Tensor batchNorm(
      Tensor x,
      Tensor gamma,
      Tensor beta,
      Tensor runningMean,
      Tensor runningVariance,
      float epsilon,
      float momentum) {
    return Tape.apply(
        new BatchNormRule(x, gamma, beta, runningMean, runningVariance, epsilon, momentum));
  }

  /** Batch normalisation of the last axis by given statistics {@code [C]}, as in inference. */
  public static Tensor frozenBatchNorm(
      Tensor x, Tensor gamma, Tensor beta, Tensor mean, Tensor variance, float epsilon) {
    return Tape.apply(new FrozenBatchNormRule(x, gamma, beta, mean, variance, epsilon));
  }

  /** Layer normalisation of the last axis; gamma and beta {@code [features]}. */
  public static Tensor layerNorm(Tensor x, Tensor gamma, Tensor beta, float epsilon) {
    return Tape.apply(new LayerNormRule(x, gamma, beta, epsilon));
  }

  /** An element-wise function without parameters. */
  public static Tensor unary(Unary.Kind kind, Tensor x) {
    return Tape.apply(new UnaryRule(Unary.of(kind, x.elements()), x));
  }

  /** {@code max(x, 0)} */
  public static Tensor relu(Tensor x) {
    return unary(Unary.Kind.RELU, x);
  }

  /** {@code x > 0 ? x : slope · x} */
  public static Tensor leakyRelu(Tensor x, float slope) {
    return Tape.apply(new UnaryRule(new Unary(Unary.Kind.LEAKY_RELU, x.elements(), slope, 0), x));
  }

  /** {@code factor · x + addend} */
  public static Tensor affine(Tensor x, float factor, float addend) {
    return Tape.apply(new UnaryRule(new Unary(Unary.Kind.AFFINE, x.elements(), factor, addend), x));
  }

  /** An activation as a layer of its own. */
  public static Tensor activate(Activation activation, Tensor x) {
    return switch (activation.kind()) {
      case IDENTITY -> x;
      case RELU -> relu(x);
      case LEAKY_RELU -> leakyRelu(x, activation.slope());
      case SIGMOID -> unary(Unary.Kind.SIGMOID, x);
      case TANH -> unary(Unary.Kind.TANH, x);
    };
  }

  /** Softmax of the last axis. */
  public static Tensor softmax(Tensor x) {
    return Tape.apply(new SoftmaxRule(x, false));
  }

  /** Logarithm of the softmax of the last axis. */
  public static Tensor logSoftmax(Tensor x) {
    return Tape.apply(new SoftmaxRule(x, true));
  }

  /**
   * Cross-entropy of each row of logits, {@code [rows]}.
   *
   * @param logits {@code [rows, classes]}
   * @param targets int32 class indices {@code [rows]}, or float weights {@code [rows, classes]}; no
   *     gradient flows to them
   */
  public static Tensor crossEntropy(Tensor logits, Tensor targets) {
    return Tape.apply(new CrossEntropyRule(logits, targets));
  }

  /** See {@link Dropout}. */
  public static Tensor dropout(Tensor x, float probability, RandomState random) {
    return Tape.apply(new DropoutRule(new Dropout(x.elements(), probability), random, x));
  }

  /** Element-wise arithmetic with broadcasting, see {@link Binary}. */
  public static Tensor binary(Binary.Kind kind, Tensor a, Tensor b) {
    return Tape.apply(new BinaryRule(new Binary(kind, a.shape(), b.shape()), a, b));
  }

  /** {@code a + b} */
  public static Tensor add(Tensor a, Tensor b) {
    return binary(Binary.Kind.ADD, a, b);
  }

  /** {@code a - b} */
  public static Tensor subtract(Tensor a, Tensor b) {
    return binary(Binary.Kind.SUBTRACT, a, b);
  }

  /** {@code a · b} */
  public static Tensor multiply(Tensor a, Tensor b) {
    return binary(Binary.Kind.MULTIPLY, a, b);
  }

  /** {@code a / b} */
  public static Tensor divide(Tensor a, Tensor b) {
    return binary(Binary.Kind.DIVIDE, a, b);
  }

  /** The sum over some axes, which vanish; over all of them if none is named. */
  public static Tensor sum(Tensor x, Integer... axes) {
    return Tape.apply(new ReduceRule(reduction(Reduce.Kind.SUM, x, axes), x));
  }

  /** The mean over some axes, which vanish; over all of them if none is named. */
  public static Tensor mean(Tensor x, Integer... axes) {
    return Tape.apply(new ReduceRule(reduction(Reduce.Kind.MEAN, x, axes), x));
  }

  private static Reduce reduction(Reduce.Kind kind, Tensor x, Integer... axes) {
    return axes.length > 0
        ? Reduce.of(kind, x.shape(), axes)
        : new Reduce(kind, x.shape(), IntStream.range(0, x.shape().rank()).boxed().toList());
  }

  /** The same values under another shape; nothing is copied. */
  public static Tensor reshape(Tensor x, Shape shape) {
    return Tape.apply(new ReshapeRule(x, shape));
  }

  /** All axes but the first as one: {@code [N,H,W,C]} to {@code [N,H·W·C]}. */
  public static Tensor flatten(Tensor x) {
    int n = x.shape().size(0);
    int features = Math.toIntExact(x.shape().elements(1, x.shape().rank()));
    return reshape(x, Shape.of(n, features));
  }

  /** Reorders axes: axis i of the result is axis {@code axes[i]} of x. */
  public static Tensor permute(Tensor x, Integer... axes) {
    return Tape.apply(new PermuteRule(Permute.of(x.shape(), axes), x));
  }

  /** Joins tensors along an axis. */
  public static Tensor concat(int axis, List<Tensor> inputs) {
    return Tape.apply(
        new ConcatRule(new Concat(axis, inputs.stream().map(Tensor::shape).toList()), inputs));
  }

  /** The part of an axis from {@code start}, {@code size} long. */
  public static Tensor slice(Tensor x, int axis, int start, int size) {
    return Tape.apply(new SliceRule(Slice.along(x.shape(), axis, start, size), x));
  }

  /** See {@link Resize2d}. */
  public static Tensor resize2d(Resize2d op, Tensor x) {
    return Tape.apply(new ResizeRule(op, x));
  }

  /**
   * Picks entries along an axis.
   *
   * @param indices int32 {@code [count]}
   */
  public static Tensor gather(Tensor x, int axis, Tensor indices) {
    int index = x.shape().axis(axis);
    var op =
        new Gather(
            Math.toIntExact(x.shape().elements(0, index)),
            x.shape().size(index),
            Math.toIntExact(x.shape().elements(index + 1, x.shape().rank())),
            Math.toIntExact(indices.elements()));
    return Tape.apply(new GatherRule(op, x, indices, x.shape().with(index, op.count())));
  }
}
