package dev.fovea.bench.work;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.models.ModelType;
import dev.fovea.engine.models.Models;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.nn.ParameterSource;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A whole network on a batch of images: its forward pass as an inference plan, or a training step
 * (forward, cross-entropy, backward, a step of plain gradient descent). Dropout is left out of
 * both, so that peers compute the same.
 *
 * @param type the network
 * @param images pictures in a batch
 * @param training whether a training step is measured
 */
public record NetworkWork(ModelType type, int images, boolean training) implements Work {
  /** The first {@link #inputs} that belongs to the model. */
  public static final int FIRST_WEIGHTS = 2;

  /** Small, so that many steps on one batch stay finite. */
  public static final float LEARNING_RATE = 1e-3f;

  /** Forward, and about as much again for each of the two gradients. */
  private static final int PASSES_OF_A_STEP = 3;

  /** The forward pass as peers are told of it. */
  public NetworkGraph graph() {
    return NetworkGraph.of(type, images);
  }

  /** {@code [N,H,W,C]} */
  public Shape shape() {
    var sample = type.sampleShape();
    return Shape.of(images, sample.size(0), sample.size(1), sample.size(2));
  }

  /** Images, labels, then parameters and statistics in the model's order. */
  @Override
  public List<Operand> inputs() {
    var graph = graph();
    var inputs = new ArrayList<Operand>();
    inputs.add(Operand.floats(shape().elements()));
    inputs.add(Operand.ints(images));
    for (int i = 0; i < graph.names().size(); i++) {
      inputs.add(state(graph.names().get(i), graph.shapes().get(i)));
    }
    return inputs;
  }

  /** Weights such that results neither vanish nor grow (He et al., arXiv:1502.01852). */
  private static Operand state(String name, Shape shape) {
    if (shape.rank() > 1) {
      long fanIn = shape.elements() / shape.size(-1);
      float bound = (float) Math.sqrt(6.0 / fanIn);
      return Operand.uniform(shape.elements(), -bound, bound);
    }
    boolean scale = name.endsWith("weight") || name.endsWith("running_var");
    return scale
        ? Operand.positive(shape.elements())
        : Operand.uniform(shape.elements(), -0.1f, 0.1f);
  }

  /** The logits; of a training step, the gradient of the first layer's weights. */
  @Override
  public List<Operand> outputs() {
    return List.of(
        training ? inputs().get(FIRST_WEIGHTS) : Operand.floats((long) images * type.classes()));
  }

  /** Image i belongs to class i, and on from the first. */
  @Override
  public void prepare(Backend backend, List<Buffer> inputs, List<Buffer> outputs) {
    var labels = IntStream.range(0, images).map(i -> i % type.classes()).toArray();
    backend.copyIn(MemorySegment.ofArray(labels), inputs.get(1), 0);
  }

  @Override
  public Call ready(Backend backend, List<Buffer> inputs, List<Buffer> outputs) {
    var model = model(backend);
    Weights.copy(inputs, model);
    return call(backend, model, inputs, outputs.getFirst());
  }

  /**
   * The same with weights of the model's own, so that memory holds them once.
   *
   * @param batch images and labels
   */
  public Call alone(Backend backend, List<Buffer> batch, Buffer result) {
    return call(backend, model(backend), batch, result);
  }

  private Layer model(Backend backend) {
    return type.create(ParameterSource.of(backend, 1), type.classes());
  }

  private Call call(Backend backend, Layer model, List<Buffer> batch, Buffer result) {
    return training
        ? new TrainingCall(backend, this, model, batch, result)
        : new InferenceCall(backend, this, model, batch.getFirst(), result);
  }

  @Override
  public void run(Backend backend, List<Buffer> inputs, List<Buffer> outputs) {
    try (var call = ready(backend, inputs, outputs)) {
      call.run();
    }
  }

  /** Logits and gradients are as large as they are. */
  @Override
  public double usualSize() {
    return 0;
  }

  /**
   * Wider for training: a rounding by which a ReLU or a maximum chooses otherwise changes the
   * gradient of all that lies before it. Through VGG-16, first gradients by Winograd's algorithm
   * and by plain products differ by 0.7 % of the largest from each other, and by 0.7 to 1 % from
   * libtorch's; LeNet-5's agree.
   */
  @Override
  public double tolerance() {
    if (!training) {
      return 1e-3;
    }
    return type.equals(Models.VGG16) ? 3e-2 : 1e-2;
  }

  @Override
  public long flops() {
    return 2 * graph().multiplyAdds() * (training ? PASSES_OF_A_STEP : 1);
  }
}
