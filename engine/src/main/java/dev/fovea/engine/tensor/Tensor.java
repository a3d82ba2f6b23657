package dev.fovea.engine.tensor;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.FoveaException;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.op.Shape;
import java.lang.foreign.MemorySegment;

/**
 * A dense row-major array on a backend: a shape, and the buffer that holds its values. Images are
 * {@code [N,H,W,C]}. It holds memory until it is closed, by {@link #close} or by the {@link Scope}
 * that it was made in. {@link #reshape} gives a view of the same values; the buffer goes back to
 * the backend's pool with the last view.
 *
 * <p>A tensor belongs to one thread, as its backend does.
 */
public final class Tensor implements AutoCloseable {
  private final Backend backend;
  private final Shape shape;
  private final Storage storage;
  private Scope scope;
  private boolean closed;
  private boolean requiresGradient;
  private Tensor gradient;

  private Tensor(Backend backend, Shape shape, Storage storage, Scope scope) {
    this.backend = backend;
    this.shape = shape;
    this.storage = storage;
    storage.acquire();
    moveTo(scope);
  }

  /** A tensor with undefined content. */
  public static Tensor empty(Backend backend, DataType type, Shape shape) {
    var storage = new Storage(backend.allocate(type, shape.elements()));
    return new Tensor(backend, shape, storage, Scope.innermost());
  }

  /** A float32 tensor with undefined content. */
  public static Tensor empty(Backend backend, Shape shape) {
    return empty(backend, DataType.FLOAT32, shape);
  }

  /** A float32 tensor of zeros. */
  public static Tensor zeros(Backend backend, Shape shape) {
    return empty(backend, shape).fill(0);
  }

  /** A float32 tensor with these values, row by row. */
  public static Tensor of(Backend backend, Shape shape, float... values) {
    return holding(backend, DataType.FLOAT32, shape, MemorySegment.ofArray(values));
  }

  /** A float64 tensor with these values, row by row; for the reference backend. */
  public static Tensor ofDoubles(Backend backend, Shape shape, double... values) {
    return holding(backend, DataType.FLOAT64, shape, MemorySegment.ofArray(values));
  }

  /** An int32 tensor with these values, row by row. */
  public static Tensor ofInts(Backend backend, Shape shape, int... values) {
    return holding(backend, DataType.INT32, shape, MemorySegment.ofArray(values));
  }

  private static Tensor holding(Backend backend, DataType type, Shape shape, MemorySegment values) {
    var tensor = empty(backend, type, shape);
    try {
      return tensor.set(values);
    } catch (RuntimeException e) {
      tensor.close();
      throw e;
    }
  }

  /** A tensor of the same type and shape with undefined content. */
  public Tensor emptyLike() {
    return empty(backend, type(), shape);
  }

  /** A tensor of the same type and backend with undefined content. */
  public Tensor emptyLike(Shape otherShape) {
    return empty(backend, type(), otherShape);
  }

  /** A tensor of its own with the same values. */
  public Tensor copy() {
    var copy = emptyLike();
    backend.copy(buffer(), 0, copy.buffer(), 0, shape.elements());
    return copy;
  }

  /**
   * The same values under another shape. No gradient flows through it; see {@code
   * Functions.reshape} for one that lets it.
   *
   * @throws ShapeException if the elements differ in number
   */
  public Tensor reshape(Shape newShape) {
    ShapeException.require(
        newShape.elements() == shape.elements(),
        "reshape: elements differ in number: from=%s, to=%s",
        shape,
        newShape);
    requireOpen();
    return new Tensor(backend, newShape, storage, Scope.innermost());
  }

  /** Sets every value to one. */
  public Tensor fill(float value) {
    if (shape.elements() > 0) {
      backend.fill(Fill.constant(shape.elements(), value), null, buffer());
    }
    return this;
  }

  /** Sets the values to random ones. */
  public Tensor fill(Fill distribution, RandomState random) {
    backend.fill(distribution, random, buffer());
    return this;
  }

  /**
   * Sets all values from memory of the same element type.
   *
   * @throws ShapeException if the memory holds another number of elements
   */
  public Tensor set(MemorySegment values) {
    ShapeException.require(
        values.byteSize() == byteSize(),
        "tensor: values don't fill the shape: shape=%s, type=%s, needed=%d bytes, given=%d",
        shape,
        type(),
        byteSize(),
        values.byteSize());
    backend.copyIn(values, buffer(), 0);
    return this;
  }

  /** Sets all values from another tensor of as many elements. */
  public Tensor set(Tensor values) {
    ShapeException.require(
        values.elements() == elements(),
        "tensor: values don't fill the shape: shape=%s, given=%s",
        shape,
        values.shape);
    backend.copy(values.buffer(), 0, buffer(), 0, elements());
    return this;
  }

  /** Waits for what was computed before, then copies all values out. */
  public void copyTo(MemorySegment target) {
    backend.copyOut(buffer(), 0, target);
  }

  /** The values of a float32 tensor. */
  public float[] toFloats() {
    return backend.toFloats(buffer());
  }

  /** The values of a float32 or float64 tensor. */
  public double[] toDoubles() {
    return backend.toDoubles(buffer());
  }

  /** The values of an int32 tensor. */
  public int[] toInts() {
    return backend.toInts(buffer());
  }

  /**
   * The value of a float tensor with one element.
   *
   * @throws ShapeException if it has more or fewer
   */
  public double item() {
    ShapeException.require(elements() == 1, "item: not one element: shape=%s", shape);
    return toDoubles()[0];
  }

  /** The backend that computes on it. */
  public Backend backend() {
    return backend;
  }

  /** The memory behind it. */
  public Buffer buffer() {
    requireOpen();
    return storage.buffer();
  }

  /** Sizes, outermost first. */
  public Shape shape() {
    return shape;
  }

  /** Element type. */
  public DataType type() {
    return storage.buffer().type();
  }

  /** Number of elements. */
  public long elements() {
    return shape.elements();
  }

  /** Size in bytes. */
  public long byteSize() {
    return elements() * type().bytes();
  }

  /** Whether another open tensor shows the same values: writing here would change it. */
  public boolean isShared() {
    return storage.isShared();
  }

  /** Whether backward computes a gradient for it. */
  public boolean requiresGradient() {
    return requiresGradient;
  }

  /** Says whether backward computes a gradient for it. */
  public Tensor requiresGradient(boolean required) {
    requiresGradient = required;
    return this;
  }

  /** What backward has accumulated, of this tensor's shape; null if nothing yet. */
  public Tensor gradient() {
    return gradient;
  }

  /** Sets the gradient, which from now on lives as long as this tensor; null for none. */
  public void gradient(Tensor newGradient) {
    gradient = newGradient;
    if (newGradient != null) {
      newGradient.moveTo(scope);
    }
  }

  /** Drops the gradient and frees its memory. */
  public void clearGradient() {
    if (gradient != null) {
      gradient.close();
      gradient = null;
    }
  }

  /** Takes it out of its scope: it lives until it is closed. */
  public Tensor keep() {
    scope = null;
    return this;
  }

  /** Frees it and its gradient. A second close does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      storage.release();
      clearGradient();
    }
  }

  /** Closes it if it still belongs to this scope. */
  void closeWith(Scope ending) {
    if (scope == ending) {
      close();
    }
  }

  private void moveTo(Scope newScope) {
    if (scope != newScope) {
      scope = newScope;
      if (newScope != null) {
        newScope.add(this);
      }
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new FoveaException(
          "tensor: used after it was closed: shape="
              + shape
              + "; keep() takes a tensor out of its scope");
    }
  }

  /** {@code FLOAT32[64,28,28,1]} */
  @Override
  public String toString() {
    return type() + shape.toString();
  }
}
