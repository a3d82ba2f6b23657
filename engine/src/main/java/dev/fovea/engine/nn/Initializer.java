package dev.fovea.engine.nn;

import dev.fovea.backend.Activation;
import dev.fovea.backend.op.Fill;

/**
 * The distribution of a layer's first weights: mean 0, and a variance that keeps the size of
 * activations and gradients from layer to layer. Kaiming: {@code gain² / fanIn} (He et al.,
 * arXiv:1502.01852). Xavier: {@code gain² · 2 / (fanIn + fanOut)} (Glorot and Bengio, AISTATS
 * 2010). Uniform ones lie within {@code ±sqrt(3 · variance)}.
 *
 * @param scheme what the variance is divided by
 * @param kind uniform or normal
 * @param gain makes up for what the activation takes away
 */
public record Initializer(Scheme scheme, Fill.Kind kind, float gain) {
  /** What the variance is divided by. */
  public enum Scheme {
    /** The number of inputs. */
    KAIMING,
    /** The mean of the numbers of inputs and outputs. */
    XAVIER
  }

  /** Checks the kind. */
  public Initializer {
    if (kind == Fill.Kind.CONSTANT) {
      throw new IllegalArgumentException("initializer: uniform or normal: kind=" + kind);
    }
  }

  /** Kaiming, uniform. */
  public static Initializer kaimingUniform(Activation activation) {
    return new Initializer(Scheme.KAIMING, Fill.Kind.UNIFORM, gain(activation));
  }

  /** Kaiming, normal. */
  public static Initializer kaimingNormal(Activation activation) {
    return new Initializer(Scheme.KAIMING, Fill.Kind.NORMAL, gain(activation));
  }

  /** Xavier, uniform. */
  public static Initializer xavierUniform(Activation activation) {
    return new Initializer(Scheme.XAVIER, Fill.Kind.UNIFORM, gain(activation));
  }

  /** Xavier, normal. */
  public static Initializer xavierNormal(Activation activation) {
    return new Initializer(Scheme.XAVIER, Fill.Kind.NORMAL, gain(activation));
  }

  /** {@code sqrt(2 / (1 + slope²))} for (leaky) ReLU, 5/3 for tanh, 1 for the others. */
  public static float gain(Activation activation) {
    return switch (activation.kind()) {
      case IDENTITY, SIGMOID -> 1;
      case TANH -> 5f / 3;
      case RELU -> (float) Math.sqrt(2);
      case LEAKY_RELU ->
          (float) Math.sqrt(2 / (1 + (double) activation.slope() * activation.slope()));
    };
  }

  /** The fill for weights with these numbers of inputs and outputs. */
  public Fill distribution(long length, long fanIn, long fanOut) {
    double fan = scheme == Scheme.KAIMING ? fanIn : (fanIn + fanOut) / 2.0;
    double deviation = gain / Math.sqrt(fan);
    if (kind == Fill.Kind.NORMAL) {
      return Fill.normal(length, 0, (float) deviation);
    }
    float bound = (float) (Math.sqrt(3) * deviation);
    return Fill.uniform(length, -bound, bound);
  }
}
