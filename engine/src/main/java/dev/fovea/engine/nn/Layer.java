package dev.fovea.engine.nn;

import dev.fovea.backend.op.Shape;
import dev.fovea.engine.autograd.Tape;
import dev.fovea.engine.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A function with parameters, made of other layers or not. Parameters are named by the path to
 * them, as in published weights: {@code conv1.weight}. Closing a layer closes its parameters.
 */
public abstract class Layer implements AutoCloseable {
  /** Name of a part whose own parts are named as if they were this layer's. */
  public static final String UNNAMED = "";

  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final Map<String, Tensor> statistics = new LinkedHashMap<>();
  private final Map<String, Layer> children = new LinkedHashMap<>();
  private boolean training = true;

  /** For subclasses. */
  protected Layer() {}

  /** Registers a tensor that training changes. */
  protected final Tensor parameter(String name, Tensor value) {
    requireNew(parameters, name);
    parameters.put(name, value.keep().requiresGradient(true));
    return value;
  }

  /** Registers a tensor that is saved but not trained, such as a running mean. */
  protected final Tensor statistic(String name, Tensor value) {
    requireNew(statistics, name);
    statistics.put(name, value.keep());
    return value;
  }

  private static void requireNew(Map<String, ?> registered, String name) {
    if (registered.containsKey(name)) {
      throw new IllegalArgumentException("layer: name used twice: " + name);
    }
  }

  /** Registers a part, by name or {@link #UNNAMED}. */
  protected final <L extends Layer> L child(String name, L layer) {
    requireNew(children, name);
    children.put(name, layer);
    return layer;
  }

  /** Computes the result for a batch. */
  public abstract Tensor forward(Tensor x);

  /**
   * Shape of the result for an input of this shape, without computing it.
   *
   * @throws dev.fovea.backend.ShapeException if such an input doesn't fit
   */
  public abstract Shape outputShape(Shape input);

  /** Multiply-adds of one forward pass over an input of this shape. */
  public long multiplyAdds(Shape input) {
    return 0;
  }

  /** What one value of the result sees, given what one value of the input sees. */
  public ReceptiveField receptiveField(ReceptiveField field, Shape input) {
    return field;
  }

  /**
   * Frees an intermediate result, unless a tape needs it for backward.
   *
   * @param kept what has to stay open: the input or the result, which an intermediate may be
   */
  protected static void release(Tensor intermediate, Tensor... kept) {
    if (Tape.isOpen()) {
      return;
    }
    for (var tensor : kept) {
      if (tensor == intermediate) {
        return;
      }
    }
    intermediate.close();
  }

  /** What it is, in a word or two: {@code conv2d 5×5}. */
  public abstract String describe();

  /** The parts, by name, in the order of registration. */
  public final Map<String, Layer> children() {
    return Collections.unmodifiableMap(children);
  }

  /** The path of a part, given that of the layer that it belongs to. */
  static String path(String layer, String part) {
    return layer.isEmpty() || part.isEmpty() ? layer + part : layer + "." + part;
  }

  /** The tensors that training changes, by path, in the order of registration. */
  public final Map<String, Tensor> parameters() {
    var all = new LinkedHashMap<String, Tensor>();
    collect("", all, false);
    return all;
  }

  /** All that is saved: parameters and statistics by path, in the order of registration. */
  public final Map<String, Tensor> state() {
    var all = new LinkedHashMap<String, Tensor>();
    collect("", all, true);
    return all;
  }

  private void collect(String path, Map<String, Tensor> all, boolean withStatistics) {
    parameters.forEach((name, tensor) -> collect(path(path, name), tensor, all));
    if (withStatistics) {
      statistics.forEach((name, tensor) -> collect(path(path, name), tensor, all));
    }
    children.forEach((name, layer) -> layer.collect(path(path, name), all, withStatistics));
  }

  private static void collect(String path, Tensor tensor, Map<String, Tensor> all) {
    requireNew(all, path); // parts without a name may hold parts of the same name
    all.put(path, tensor);
  }

  /** Number of values that training changes. */
  public final long parameterCount() {
    return parameters().values().stream().mapToLong(Tensor::elements).sum();
  }

  /** Whether it behaves as in training (dropout drops, batch norm uses the batch). */
  public final boolean isTraining() {
    return training;
  }

  /** Switches it and its parts between training and inference. */
  public final void training(boolean on) {
    training = on;
    children.values().forEach(layer -> layer.training(on));
  }

  /** Frees its parameters and those of its parts. */
  @Override
  public final void close() {
    parameters.values().forEach(Tensor::close);
    statistics.values().forEach(Tensor::close);
    children.values().forEach(Layer::close);
  }
}
