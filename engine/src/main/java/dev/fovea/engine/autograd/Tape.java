package dev.fovea.engine.autograd;

import dev.fovea.backend.ShapeException;
import dev.fovea.engine.tensor.Scope;
import dev.fovea.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes down what a thread computes, to run it backward. It is also the {@link Scope} of one
 * training step: what was made while it is open dies with it, gradients of tensors from outside
 * (the parameters) stay.
 *
 * {@snippet :
 * try (var tape = Tape.open()) {
 *   var loss = Losses.crossEntropy(model.forward(images), labels);
 *   tape.backward(loss);
 * }
 * optimizer.step();
 * }
 */
public final class Tape implements AutoCloseable {
  private static final ThreadLocal<Tape> OPEN = new ThreadLocal<>();

  private final Tape outer = OPEN.get();
  private final Scope scope = Scope.open();
  private final List<Entry> entries = new ArrayList<>();

  private record Entry(Rule rule, Tensor output) {}

  private Tape() {
    OPEN.set(this);
  }

  /** Starts writing. */
  public static Tape open() {
    return new Tape();
  }

  /** Whether the thread has a tape open, so that results must live until backward. */
  public static boolean isOpen() {
    return OPEN.get() != null;
  }

  /** Computes a rule and, if an input requires a gradient, writes it on the thread's open tape. */
  public static Tensor apply(Rule rule) {
    var output = rule.forward();
    var tape = OPEN.get();
    if (tape != null && requiresGradient(rule)) {
      output.requiresGradient(true);
      tape.entries.add(new Entry(rule, output));
    }
    return output;
  }

  private static boolean requiresGradient(Rule rule) {
    for (var input : rule.inputs()) {
      if (Gradients.wanted(input)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Adds the gradient of {@code loss} to every tensor that requires one and that it was computed
   * from. Each intermediate result and its gradient are freed as soon as nothing needs them any
   * more: afterwards only the loss can be read. The tape is empty then.
   *
   * @param loss a single value
   */
  public void backward(Tensor loss) {
    ShapeException.require(
        loss.elements() == 1, "backward: loss must be one value: shape=%s", loss.shape());
    ShapeException.require(
        loss.requiresGradient(), "backward: loss depends on no tensor that requires a gradient");
    Gradients.add(loss, loss.emptyLike().fill(1));
    for (var entry : entries.reversed()) {
      var output = entry.output;
      if (output.gradient() != null) {
        entry.rule.pullback(output, output.gradient());
      }
      if (output == loss) {
        output.clearGradient();
      } else {
        output.close();
      }
    }
    entries.clear();
  }

  /** Stops writing and closes what was made meanwhile. */
  @Override
  public void close() {
    if (OPEN.get() == this) {
      OPEN.set(outer);
    }
    scope.close();
  }
}
