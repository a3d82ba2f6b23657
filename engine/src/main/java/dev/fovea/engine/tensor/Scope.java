package dev.fovea.engine.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of code whose tensors die at its end: every tensor made by the thread while this is its
 * innermost scope is closed with it, unless {@link Tensor#keep} was called. Without a scope, who
 * makes a tensor closes it.
 *
 * {@snippet :
 * try (var _ = Scope.open()) {
 *   return model.forward(images).toFloats();
 * }
 * }
 */
public final class Scope implements AutoCloseable {
  private static final ThreadLocal<Scope> INNERMOST = new ThreadLocal<>();

  private final Scope outer = INNERMOST.get();
  private final List<Tensor> tensors = new ArrayList<>();
  private boolean closed;

  private Scope() {
    INNERMOST.set(this);
  }

  /** Opens a scope inside the thread's innermost one. */
  public static Scope open() {
    return new Scope();
  }

  /** The thread's innermost scope, or null. */
  static Scope innermost() {
    return INNERMOST.get();
  }

  void add(Tensor tensor) {
    tensors.add(tensor);
  }

  /**
   * Closes the tensors made here. A second close does nothing.
   *
   * @throws IllegalStateException if a scope opened later is still open, or by another thread
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (INNERMOST.get() != this) {
      throw new IllegalStateException("scope: an inner scope is still open");
    }
    closed = true;
    INNERMOST.set(outer);
    for (var tensor : tensors) {
      tensor.closeWith(this);
    }
    tensors.clear();
  }
}
