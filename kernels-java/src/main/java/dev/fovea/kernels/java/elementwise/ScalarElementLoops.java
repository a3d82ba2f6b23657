package dev.fovea.kernels.java.elementwise;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.SgdStep;
import dev.fovea.backend.op.Unary;
import java.lang.foreign.MemorySegment;

/** One element after the other. */
final class ScalarElementLoops implements ElementLoops {
  private static float get(MemorySegment memory, long index) {
    return memory.getAtIndex(JAVA_FLOAT, index);
  }

  private static void set(MemorySegment memory, long index, float value) {
    memory.setAtIndex(JAVA_FLOAT, index, value);
  }

  @Override
  public void unary(Unary op, MemorySegment x, MemorySegment y, long begin, int count) {
    for (int i = 0; i < count; i++) {
      set(y, begin + i, apply(op, get(x, begin + i)));
    }
  }

  private static float apply(Unary op, float x) {
    return switch (op.kind()) {
      case RELU -> x <= 0 ? 0 : x;
      case LEAKY_RELU -> x > 0 ? x : op.alpha() * x;
      case SIGMOID -> (float) (1 / (1 + Math.exp(-x)));
      case TANH -> (float) Math.tanh(x);
      case EXP -> (float) Math.exp(x);
      case LOG -> (float) Math.log(x);
      case SQRT -> (float) Math.sqrt(x);
      case SQUARE -> x * x;
      case ABS -> Math.abs(x);
      case RECIPROCAL -> 1 / x;
      case AFFINE -> op.alpha() * x + op.beta();
    };
  }

  @Override
  public void unaryGradient(
      Unary op,
      MemorySegment x,
      MemorySegment y,
      MemorySegment dy,
      MemorySegment dx,
      long begin,
      int count) {
    for (int i = 0; i < count; i++) {
      long at = begin + i;
      set(dx, at, pullBack(op, get(x, at), get(y, at), get(dy, at)));
    }
  }

  private static float pullBack(Unary op, float x, float y, float dy) {
    return switch (op.kind()) {
      case RELU -> x > 0 ? dy : 0;
      case LEAKY_RELU -> x > 0 ? dy : op.alpha() * dy;
      case SIGMOID -> (float) (dy * sigmoidSlope(x));
      case TANH -> (float) (dy * 4 * sigmoidSlope(2.0 * x));
      case EXP -> y * dy;
      case LOG -> dy / x;
      case SQRT -> dy / (2 * y);
      case SQUARE -> 2 * x * dy;
      case ABS -> Math.signum(x) * dy;
      case RECIPROCAL -> -(y * dy) * y;
      case AFFINE -> op.alpha() * dy;
    };
  }

  /** {@code e / (1 + e)²}, e = exp(-|x|): 1 - sigmoid would lose all digits where it is small. */
  private static double sigmoidSlope(double x) {
    double e = Math.exp(-Math.abs(x));
    return e / ((1 + e) * (1 + e));
  }

  @Override
  public void constant(float value, MemorySegment y, long begin, int count) {
    for (int i = 0; i < count; i++) {
      set(y, begin + i, value);
    }
  }

  @Override
  public void affine(
      float alpha,
      float beta,
      MemorySegment x,
      long xBegin,
      MemorySegment y,
      long yBegin,
      int count) {
    for (int i = 0; i < count; i++) {
      set(y, yBegin + i, alpha * get(x, xBegin + i) + beta);
    }
  }

  @Override
  public void binary(
      Binary.Kind kind,
      MemorySegment a,
      long aBegin,
      MemorySegment b,
      long bBegin,
      MemorySegment y,
      long yBegin,
      int count) {
    for (int i = 0; i < count; i++) {
      set(y, yBegin + i, apply(kind, get(a, aBegin + i), get(b, bBegin + i)));
    }
  }

  private static float apply(Binary.Kind kind, float a, float b) {
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
  public void axpby(Axpby op, MemorySegment x, MemorySegment y, long begin, int count) {
    for (int i = 0; i < count; i++) {
      float result = op.alpha() * get(x, begin + i);
      set(y, begin + i, op.beta() == 0 ? result : result + op.beta() * get(y, begin + i));
    }
  }

  @Override
  public void dropout(
      float probability,
      float scale,
      MemorySegment u,
      MemorySegment x,
      MemorySegment y,
      long begin,
      int count) {
    for (int i = 0; i < count; i++) {
      set(y, begin + i, get(u, i) < probability ? 0 : get(x, begin + i) * scale);
    }
  }

  @Override
  public void sgdStep(
      SgdStep op,
      MemorySegment weights,
      MemorySegment gradient,
      MemorySegment velocity,
      long begin,
      int count) {
    for (int i = 0; i < count; i++) {
      long at = begin + i;
      float w = get(weights, at);
      float step = get(gradient, at) + op.weightDecay() * w;
      if (velocity != null) {
        float v = op.momentum() * get(velocity, at) + step;
        set(velocity, at, v);
        step = op.nesterov() ? step + op.momentum() * v : v;
      }
      set(weights, at, w - op.learningRate() * step);
    }
  }

  @Override
  public void adamStep(
      AdamStep op,
      MemorySegment weights,
      MemorySegment gradient,
      MemorySegment firstMoment,
      MemorySegment secondMoment,
      long begin,
      int count) {
    float stepSize = op.stepSize();
    float rootCorrection = op.rootCorrection();
    float penalty = op.decoupled() ? 0 : op.weightDecay();
    float shrinking = op.decoupled() ? op.learningRate() * op.weightDecay() : 0;
    float share1 = (float) (1.0 - op.beta1());
    float share2 = (float) (1.0 - op.beta2());
    for (int i = 0; i < count; i++) {
      long at = begin + i;
      float w = get(weights, at);
      float g = get(gradient, at) + penalty * w;
      float m = op.beta1() * get(firstMoment, at) + share1 * g;
      float v = op.beta2() * get(secondMoment, at) + share2 * g * g;
      float root = (float) Math.sqrt(v) / rootCorrection + op.epsilon();
      set(firstMoment, at, m);
      set(secondMoment, at, v);
      set(weights, at, w - stepSize * (m / root) - shrinking * w);
    }
  }
}
