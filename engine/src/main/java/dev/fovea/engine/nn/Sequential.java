package dev.fovea.engine.nn;

import dev.fovea.backend.op.Shape;
import dev.fovea.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/**
 * Layers one after the other. Without a tape, each intermediate result is freed at once; with one,
 * what lies between a convolution and a max pooling.
 */
public class Sequential extends Layer {
  private final SequencedMap<String, Layer> layers = new LinkedHashMap<>();
  private final List<UnaryOperator<Tensor>> steps = new ArrayList<>();

  /** No layer yet. */
  public Sequential() {}

  /**
   * Appends a layer.
   *
   * @throws IllegalArgumentException if the name is used already
   */
  public final Sequential add(String name, Layer layer) {
    var last = layers.isEmpty() ? null : layers.lastEntry().getValue();
    layers.put(name, child(name, layer));
    if (last instanceof Conv2d convolution && layer instanceof MaxPool2d pool) {
      steps.set(steps.size() - 1, x -> convolution.forward(x, pool));
    } else {
      steps.add(layer::forward);
    }
    return this;
  }

  /** The layers in order, by name. */
  public final SequencedMap<String, Layer> layers() {
    return layers;
  }

  @Override
  public Tensor forward(Tensor input) {
    var x = input;
    for (var step : steps) {
      var y = step.apply(x);
      release(x, input, y);
      x = y;
    }
    return x;
  }

  @Override
  public Shape outputShape(Shape input) {
    var shape = input;
    for (var layer : layers.values()) {
      shape = layer.outputShape(shape);
    }
    return shape;
  }

  @Override
  public long multiplyAdds(Shape input) {
    long sum = 0;
    var shape = input;
    for (var layer : layers.values()) {
      sum += layer.multiplyAdds(shape);
      shape = layer.outputShape(shape);
    }
    return sum;
  }

  @Override
  public ReceptiveField receptiveField(ReceptiveField field, Shape input) {
    var result = field;
    var shape = input;
    for (Map.Entry<String, Layer> entry : layers.entrySet()) {
      result = entry.getValue().receptiveField(result, shape);
      shape = entry.getValue().outputShape(shape);
    }
    return result;
  }

  @Override
  public String describe() {
    return "sequential";
  }
}
