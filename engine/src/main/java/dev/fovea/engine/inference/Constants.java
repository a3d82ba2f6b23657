package dev.fovea.engine.inference;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.graph.Call;
import dev.fovea.engine.graph.Constant;
import dev.fovea.engine.graph.Constant.Given;
import dev.fovea.engine.graph.Constant.Normalization;
import dev.fovea.engine.graph.Constant.NormalizedBias;
import dev.fovea.engine.graph.Constant.ScaledWeights;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A plan's constants, each made once: the one place where weights are prepared. Those of a model
 * that goes on living are copied, so that what changes in it afterwards doesn't change them; those
 * of a model that was handed over are used, and changed, where they lie.
 */
final class Constants implements AutoCloseable {
  private final Backend backend;
  private final Layer taken;
  private final Map<Constant, Buffer> made = new LinkedHashMap<>();

  /**
   * Makes what the calls need.
   *
   * @param taken the model that was handed over, or null if it goes on living
   */
  Constants(Backend backend, List<Call> calls, Layer taken) {
    this.backend = backend;
    this.taken = taken;
    var needed =
        calls.stream()
            .flatMap(call -> call.operands().stream())
            .filter(Constant.class::isInstance)
            .map(Constant.class::cast)
            .distinct()
            .toList();
    try {
      for (var constant : needed) {
        boolean own = taken != null && isOnlyReader(constant, needed);
        made.put(constant, own ? inPlace(constant) : copy(constant));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    if (taken != null) {
      freeTheRest();
    }
  }

  /** The values of a constant that a call needs. */
  Buffer of(Constant constant) {
    return made.get(constant);
  }

  /** Whether weights may be changed where they lie: no other constant is made from them. */
  private static boolean isOnlyReader(Constant constant, List<Constant> all) {
    var weights = source(constant);
    return !(constant instanceof NormalizedBias)
        && all.stream().filter(other -> source(other) == weights).count() == 1;
  }

  /** What has the type and length of a constant; for weights, what it is computed from. */
  private static Buffer source(Constant constant) {
    return switch (constant) {
      case Given given -> given.buffer();
      case ScaledWeights scaled -> scaled.weights();
      case NormalizedBias shifted -> shifted.normalization().beta();
    };
  }

  private Buffer inPlace(Constant constant) {
    var buffer = source(constant);
    compute(constant, buffer);
    return buffer;
  }

  private Buffer copy(Constant constant) {
    var buffer = backend.allocate(source(constant).type(), source(constant).length());
    try {
      compute(constant, buffer);
      return buffer;
    } catch (RuntimeException e) {
      buffer.close();
      throw e;
    }
  }

  private void compute(Constant constant, Buffer result) {
    switch (constant) {
      case Given(Buffer values) -> set(result, values);
      case ScaledWeights(Buffer weights, Normalization by) -> scale(weights, by, result);
      case NormalizedBias(Buffer bias, Normalization by) -> normalize(bias, by, result);
    }
  }

  private void set(Buffer buffer, Buffer values) {
    if (buffer != values) {
      backend.copy(values, 0, buffer, 0, values.length());
    }
  }

  /** Frees what was handed over and has gone into other constants. */
  private void freeTheRest() {
    taken.state().values().stream()
        .distinct()
        .filter(tensor -> !made.containsValue(tensor.buffer()))
        .forEach(Tensor::close);
  }

  /** A scale is what normalising makes of 1 where mean and beta are 0. */
  private void scale(Buffer weights, Normalization by, Buffer result) {
    int channels = by.op().channels();
    try (var scale = filled(by.beta(), 1);
        var zeros = filled(by.beta(), 0)) {
      var row = oneRow(by);
      backend.batchNormInference(row, scale, by.gamma(), zeros, zeros, by.variance(), scale);
      int rows = Math.toIntExact(weights.length() / channels);
      var multiply = new Binary(Binary.Kind.MULTIPLY, Shape.of(rows, channels), Shape.of(channels));
      backend.binary(multiply, weights, scale, result);
    }
  }

  private void normalize(Buffer bias, Normalization by, Buffer result) {
    if (bias == null) {
      fill(result, 0);
    } else {
      set(result, bias);
    }
    backend.batchNormInference(
        oneRow(by), result, by.gamma(), by.beta(), by.mean(), by.variance(), result);
  }

  private static BatchNorm oneRow(Normalization by) {
    return new BatchNorm(1, by.op().channels(), by.op().epsilon(), 0);
  }

  private Buffer filled(Buffer like, float value) {
    var buffer = backend.allocate(like.type(), like.length());
    fill(buffer, value);
    return buffer;
  }

  private void fill(Buffer buffer, float value) {
    backend.fill(Fill.constant(buffer.length(), value), null, buffer);
  }

  /** Bytes that they take. */
  long bytes() {
    return made.values().stream().mapToLong(Buffer::byteSize).sum();
  }

  @Override
  public void close() {
    made.values().forEach(Buffer::close);
    if (taken != null) {
      taken.close();
    }
  }
}
