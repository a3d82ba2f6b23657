package dev.fovea.backend.reference;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ElementwiseOps;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Dropout;
import dev.fovea.backend.op.SgdStep;
import dev.fovea.backend.op.Unary;
import dev.fovea.backend.random.Philox;

/** Element by element. */
interface ReferenceElementwise extends ElementwiseOps {
  @Override
  default void unary(Unary op, Buffer x, Buffer y) {
    for (long i = 0; i < op.length(); i++) {
      Values.set(y, i, apply(op, Values.get(x, i)));
    }
  }

  private static double apply(Unary op, double x) {
    return switch (op.kind()) {
      case RELU -> Math.max(x, 0);
      case LEAKY_RELU -> x > 0 ? x : op.alpha() * x;
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case TANH -> Math.tanh(x);
      case EXP -> Math.exp(x);
      case LOG -> Math.log(x);
      case SQRT -> Math.sqrt(x);
      case SQUARE -> x * x;
      case ABS -> Math.abs(x);
      case RECIPROCAL -> 1 / x;
      case AFFINE -> op.alpha() * x + op.beta();
    };
  }

  /** From x alone: y is rounded to its type. */
  @Override
  default void unaryGradient(Unary op, Buffer x, Buffer y, Buffer dy, Buffer dx) {
    for (long i = 0; i < op.length(); i++) {
      Values.set(dx, i, pullBack(op, Values.get(x, i), Values.get(dy, i)));
    }
  }

  private static double pullBack(Unary op, double x, double dy) {
    return switch (op.kind()) {
      case RELU -> x > 0 ? dy : 0;
      case LEAKY_RELU -> x > 0 ? dy : op.alpha() * dy;
      case SIGMOID -> dy / (1 + Math.exp(-x)) / (1 + Math.exp(x));
      case TANH -> dy * (1 - Math.tanh(x) * Math.tanh(x));
      case EXP -> dy * Math.exp(x);
      case LOG -> dy / x;
      case SQRT -> dy / (2 * Math.sqrt(x));
      case SQUARE -> dy * 2 * x;
      case ABS -> dy * Math.signum(x);
      case RECIPROCAL -> -dy / (x * x);
      case AFFINE -> dy * op.alpha();
    };
  }

  @Override
  default void binary(Binary op, Buffer a, Buffer b, Buffer y) {
    var shape = op.output();
    for (long i = 0; i < shape.elements(); i++) {
      double left = Values.get(a, Indices.broadcast(i, shape, op.a()));
      double right = Values.get(b, Indices.broadcast(i, shape, op.b()));
      Values.set(y, i, apply(op.kind(), left, right));
    }
  }

  private static double apply(Binary.Kind kind, double a, double b) {
    return switch (kind) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case MAXIMUM -> Math.max(a, b);
      case MINIMUM -> Math.min(a, b);
    };
  }

  @Override
  default void axpby(Axpby op, Buffer x, Buffer y) {
    for (long i = 0; i < op.length(); i++) {
      double result = op.alpha() * Values.get(x, i);
      if (op.beta() != 0) {
        result += op.beta() * Values.get(y, i);
      }
      Values.set(y, i, result);
    }
  }

  @Override
  default void dropout(Dropout op, RandomState random, Buffer x, Buffer y) {
    for (long i = 0; i < op.length(); i++) {
      boolean dropped = Philox.uniform(Philox.word(random, i)) < op.probability();
      Values.set(y, i, dropped ? 0 : Values.get(x, i) / (1.0 - op.probability()));
    }
  }

  @Override
  default void sgdStep(SgdStep op, Buffer weights, Buffer gradient, Buffer velocity) {
    for (long i = 0; i < op.length(); i++) {
      double w = Values.get(weights, i);
      double step = Values.get(gradient, i) + op.weightDecay() * w;
      if (op.momentum() != 0) {
        double v = op.momentum() * Values.get(velocity, i) + step;
        Values.set(velocity, i, v);
        step = op.nesterov() ? step + op.momentum() * v : v;
      }
      Values.set(weights, i, w - op.learningRate() * step);
    }
  }

  @Override
  default void adamStep(
      AdamStep op, Buffer weights, Buffer gradient, Buffer firstMoment, Buffer secondMoment) {
    double beta1 = op.beta1();
    double beta2 = op.beta2();
    for (long i = 0; i < op.length(); i++) {
      double w = Values.get(weights, i);
      double g = Values.get(gradient, i) + (op.decoupled() ? 0 : op.weightDecay() * w);
      double m = beta1 * Values.get(firstMoment, i) + (1 - beta1) * g;
      double v = beta2 * Values.get(secondMoment, i) + (1 - beta2) * g * g;
      double mean = m / (1 - Math.pow(beta1, op.step()));
      double root = Math.sqrt(v / (1 - Math.pow(beta2, op.step())));
      double decay = op.decoupled() ? op.weightDecay() * w : 0;
      Values.set(firstMoment, i, m);
      Values.set(secondMoment, i, v);
      Values.set(weights, i, w - op.learningRate() * (mean / (root + op.epsilon()) + decay));
    }
  }
}
