package dev.fovea.conformance.cases;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.op.Operation;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Two ways to the same values on one backend: a check at sizes too large for the reference.
 *
 * @param name what the id says: {@code gemm-associative-1024}
 * @param operation the operation it is counted for
 * @param record what {@code supports} is asked for
 * @param work floating-point operations of its largest call
 * @param formula what is equal, in words
 * @param sides computes both ways
 */
public record Identity(
    String name, String operation, Operation record, long work, String formula, Computation sides) {
  private static final int SEED = 2;

  /** Computes both sides on a backend. */
  @FunctionalInterface
  public interface Computation {
    /** Computes both sides from inputs that it draws. */
    Sides run(Memory memory, Draw draw);
  }

  /**
   * Both sides and how far they may be apart.
   *
   * @param left one side
   * @param right the other side
   * @param tolerance one absolute tolerance per element
   */
  public record Sides(double[] left, double[] right, double[] tolerance) {
    /** Two numbers. */
    static Sides of(double left, double right, double tolerance) {
      return new Sides(new double[] {left}, new double[] {right}, new double[] {tolerance});
    }

    /** Equal bits. */
    static Sides exact(double[] left, double[] right) {
      return new Sides(left, right, new double[left.length]);
    }

    /** These, then others. */
    Sides and(Sides other) {
      return new Sides(
          joined(left, other.left), joined(right, other.right), joined(tolerance, other.tolerance));
    }

    private static double[] joined(double[] a, double[] b) {
      var both = Arrays.copyOf(a, a.length + b.length);
      System.arraycopy(b, 0, both, a.length, b.length);
      return both;
    }
  }

  /** Computes both sides; the inputs are always the same. */
  public Sides run(Backend backend) {
    try (var memory = new Memory(backend)) {
      return sides.run(memory, new Draw(SEED, name.hashCode(), Integer.MAX_VALUE));
    }
  }

  /** Buffers that live as long as one computation. */
  public static final class Memory implements AutoCloseable {
    private final Backend backend;
    private final List<Buffer> buffers = new ArrayList<>();

    Memory(Backend backend) {
      this.backend = backend;
    }

    Backend backend() {
      return backend;
    }

    /** A float32 buffer with these values. */
    Buffer floats(double[] values) {
      var content = new float[values.length];
      for (int i = 0; i < content.length; i++) {
        content[i] = (float) values[i];
      }
      var buffer = allocate(DataType.FLOAT32, values.length);
      backend.copyIn(MemorySegment.ofArray(content), buffer, 0);
      return buffer;
    }

    /** An int32 buffer with these values. */
    Buffer ints(double[] values) {
      var content = new int[values.length];
      for (int i = 0; i < content.length; i++) {
        content[i] = (int) values[i];
      }
      var buffer = allocate(DataType.INT32, values.length);
      backend.copyIn(MemorySegment.ofArray(content), buffer, 0);
      return buffer;
    }

    /** A float32 buffer for a result. */
    Buffer empty(long length) {
      return allocate(DataType.FLOAT32, length);
    }

    /** An int32 buffer for a result. */
    Buffer emptyIndices(long length) {
      return allocate(DataType.INT32, length);
    }

    private Buffer allocate(DataType type, long length) {
      var buffer = backend.allocate(type, length);
      buffers.add(buffer);
      return buffer;
    }

    double[] read(Buffer buffer) {
      return backend.toDoubles(buffer);
    }

    @Override
    public void close() {
      buffers.forEach(Buffer::close);
    }
  }
}
