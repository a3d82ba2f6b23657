package dev.fovea.engine.optim;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes parameters by their gradients. Weight decay touches weights only, that is parameters of
 * rank 2 and more: biases and the scales of a normalisation are left alone. Closing it frees its
 * state, not the parameters.
 */
public abstract class Optimizer implements AutoCloseable {
  private final List<Slot> slots;
  private float learningRate;
  private long steps;

  /**
   * A parameter and what the optimiser remembers of it.
   *
   * @param parameter what is changed
   * @param state tensors of the parameter's shape, at first zero
   */
  protected record Slot(Tensor parameter, List<Tensor> state) {}

  private final List<String> names;
  private final List<String> stateNames;

  /**
   * For subclasses.
   *
   * @param parameters by name, as {@code Layer.parameters()} gives them
   * @param stateNames what is remembered of each parameter
   */
  protected Optimizer(Map<String, Tensor> parameters, float learningRate, List<String> stateNames) {
    this.names = List.copyOf(parameters.keySet());
    this.stateNames = List.copyOf(stateNames);
    this.learningRate = learningRate;
    this.slots = slots(parameters.values(), stateNames.size());
  }

  /** One for each parameter; none is left behind if memory runs out halfway. */
  private static List<Slot> slots(Collection<Tensor> parameters, int states) {
    var made = new ArrayList<Tensor>();
    var slots = new ArrayList<Slot>();
    try {
      for (var parameter : parameters) {
        for (int i = 0; i < states; i++) {
          made.add(parameter.emptyLike().keep().fill(0));
        }
        slots.add(
            new Slot(parameter, List.copyOf(made.subList(made.size() - states, made.size()))));
      }
      return List.copyOf(slots);
    } catch (RuntimeException e) {
      made.forEach(Tensor::close);
      throw e;
    }
  }

  /**
   * Changes parameters of one backend, all of which have gradients. These may be overwritten.
   *
   * @param changed at least one
   */
  protected abstract void update(Backend backend, List<Slot> changed);

  /** Changes every parameter that has a gradient, and drops the gradients. */
  public final void step() {
    steps++;
    var changed = slots.stream().filter(slot -> slot.parameter.gradient() != null).toList();
    if (!changed.isEmpty()) {
      update(changed.getFirst().parameter.backend(), changed);
      changed.forEach(slot -> slot.parameter.clearGradient());
    }
  }

  /** What the backend takes of the parameters. */
  protected static List<Buffer> weights(List<Slot> changed) {
    return changed.stream().map(slot -> slot.parameter.buffer()).toList();
  }

  /** Their gradients. */
  protected static List<Buffer> gradients(List<Slot> changed) {
    return changed.stream().map(slot -> slot.parameter.gradient().buffer()).toList();
  }

  /** What is remembered of them. */
  protected static List<Buffer> states(List<Slot> changed, int number) {
    return changed.stream().map(slot -> slot.state.get(number).buffer()).toList();
  }

  /** The factor of {@code weightDecay} that applies to a parameter. */
  protected static float decay(Tensor parameter, float weightDecay) {
    return parameter.shape().rank() >= 2 ? weightDecay : 0;
  }

  /** The parameters. */
  public final List<Tensor> parameters() {
    return slots.stream().map(Slot::parameter).toList();
  }

  /** Size of the next step. */
  public final float learningRate() {
    return learningRate;
  }

  /** Sets the size of the next step. */
  public final void learningRate(float newLearningRate) {
    learningRate = newLearningRate;
  }

  /** Steps made so far. */
  public final long steps() {
    return steps;
  }

  /** Continues counting from a saved number of steps. */
  public final void restoreSteps(long saved) {
    steps = saved;
  }

  /** What it remembers, by {@code kind.parameter}: {@code velocity.conv1.weight}. */
  public final Map<String, Tensor> state() {
    var all = new LinkedHashMap<String, Tensor>();
    for (int i = 0; i < names.size(); i++) {
      for (int k = 0; k < stateNames.size(); k++) {
        all.put(stateNames.get(k) + "." + names.get(i), slots.get(i).state.get(k));
      }
    }
    return all;
  }

  @Override
  public final void close() {
    slots.forEach(slot -> slot.state.forEach(Tensor::close));
  }
}
