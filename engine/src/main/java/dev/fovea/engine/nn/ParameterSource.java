package dev.fovea.engine.nn;

import dev.fovea.backend.Backend;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.graph.Recorder;
import dev.fovea.engine.tensor.Generator;
import dev.fovea.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a model's first parameters come from: the backend that they live on, and one random stream
 * that its layers draw from in the order they are built, so that a seed gives the same parameters
 * on every backend.
 *
 * @param backend where tensors are made
 * @param generator also drawn from by dropout while training
 * @param made what it has given out, so that a model that can't be finished is freed
 */
public record ParameterSource(Backend backend, Generator generator, List<Tensor> made) {
  /** Has given out nothing. */
  public ParameterSource(Backend backend, Generator generator) {
    this(backend, generator, new ArrayList<>());
  }

  /** Random numbers of a seed. */
  public static ParameterSource of(Backend backend, long seed) {
    return new ParameterSource(backend, new Generator(seed));
  }

  /** Parameters that have a shape and no values: what a model's {@link Summary} needs. */
  public static ParameterSource withoutValues() {
    return of(new Recorder(), 0);
  }

  /**
   * Random weights.
   *
   * @param fanIn inputs of one output
   * @param fanOut outputs of one input
   */
  Tensor weights(Initializer initializer, Shape shape, long fanIn, long fanOut) {
    var fill = initializer.distribution(shape.elements(), fanIn, fanOut);
    return empty(shape).fill(fill, generator.take(shape.elements()));
  }

  Tensor filled(int length, float value) {
    return empty(Shape.of(length)).fill(value);
  }

  private Tensor empty(Shape shape) {
    var tensor = Tensor.empty(backend, shape);
    made.add(tensor);
    return tensor;
  }

  /** Closes all that it has given out. */
  public void discard() {
    made.forEach(Tensor::close);
    made.clear();
  }
}
