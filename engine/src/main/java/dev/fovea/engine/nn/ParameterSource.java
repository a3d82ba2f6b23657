package dev.fovea.engine.nn;

import dev.fovea.backend.Backend;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.tensor.Generator;
import dev.fovea.engine.tensor.Tensor;

/**
 * Where a model's first parameters come from: the backend that they live on, and one random stream
 * that its layers draw from in the order they are built, so that a seed gives the same parameters
 * on every backend.
 *
 * @param backend where tensors are made
 * @param generator also drawn from by dropout while training
 */
public record ParameterSource(Backend backend, Generator generator) {
  /** Random numbers of a seed. */
  public static ParameterSource of(Backend backend, long seed) {
    return new ParameterSource(backend, new Generator(seed));
  }

  /**
   * Random weights.
   *
   * @param fanIn inputs of one output
   * @param fanOut outputs of one input
   */
  Tensor weights(Initializer initializer, Shape shape, long fanIn, long fanOut) {
    var fill = initializer.distribution(shape.elements(), fanIn, fanOut);
    return Tensor.empty(backend, shape).fill(fill, generator.take(shape.elements()));
  }

  Tensor filled(int length, float value) {
    return Tensor.empty(backend, Shape.of(length)).fill(value);
  }
}
