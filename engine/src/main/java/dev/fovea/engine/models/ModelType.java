package dev.fovea.engine.models;

import dev.fovea.backend.op.Shape;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.nn.ParameterSource;

/**
 * A model that can be made by name.
 *
 * @param name what users type and files say: {@code lenet}
 * @param title what it is called in print
 * @param sampleShape shape of the pictures it takes, {@code [H,W,C]}
 * @param classes number of classes of the published weights
 * @param constructor makes one with first parameters from a source, for a number of classes
 */
public record ModelType(
    String name, String title, Shape sampleShape, int classes, Constructor constructor) {
  /** Makes a model. */
  @FunctionalInterface
  public interface Constructor {
    /** A model for a number of classes. */
    Layer create(ParameterSource source, int classes);
  }

  /** A model with first parameters from a source, for a number of classes. */
  public Layer create(ParameterSource source, int classes) {
    try {
      return constructor.create(source, classes);
    } catch (RuntimeException e) {
      source.discard();
      throw e;
    }
  }
}
