package dev.fovea.engine.inference;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.PreparedConv2d;
import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.graph.Constant;
import dev.fovea.engine.graph.Constant.Given;
import dev.fovea.engine.graph.Constant.Normalization;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A plan's constants, each made once: the one place where weights are prepared. Filters of
 * convolutions are brought into the backend's own form. Of the rest, those of a model that goes on
 * living are copied, so that what changes in it afterwards doesn't change them; those of a model
 * that was handed over are used where they lie, unless something is folded into them.
 */
final class Constants implements AutoCloseable {
  private final Backend backend;
  private final Layer taken;
  private final Map<Constant, Buffer> made = new LinkedHashMap<>();
  private final Map<Filters, PreparedConv2d> prepared = new LinkedHashMap<>();
  private long preparedBytes;

  /** Filters of one convolution. */
  private record Filters(Conv2d op, Constant values) {}

  /**
   * No constant yet.
   *
   * @param taken the model that was handed over, or null if it goes on living
   */
  Constants(Backend backend, Layer taken) {
    this.backend = backend;
    this.taken = taken;
  }

  /** The values of a constant. */
  Buffer of(Constant constant) {
    var known = made.get(constant);
    if (known == null) {
      known = taken != null && constant instanceof Given given ? given.buffer() : make(constant);
      made.put(constant, known);
    }
    return known;
  }

  /** Filters in the backend's form. */
  PreparedConv2d filters(Conv2d op, Constant constant) {
    return prepared.computeIfAbsent(new Filters(op, constant), this::prepare);
  }

  private PreparedConv2d prepare(Filters filters) {
    preparedBytes += filters.op().weights().elements() * Float.BYTES;
    if (filters.values() instanceof Given(Buffer values)) {
      return backend.prepare(filters.op(), values);
    }
    try (var values = make(filters.values())) {
      return backend.prepare(filters.op(), values);
    }
  }

  /** Frees what was handed over and is not needed as it was. */
  void freeTheRest() {
    if (taken != null) {
      taken.state().values().stream()
          .distinct() // a layer that is used twice has two names
          .filter(tensor -> !made.containsValue(tensor.buffer()))
          .forEach(Tensor::close);
      backend.trim(); // nothing of a plan has the size of what is gone
    }
  }

  private Buffer make(Constant constant) {
    var like =
        switch (constant) {
          case Given given -> given.buffer();
          case Constant.ScaledWeights scaled -> scaled.weights();
          case Constant.NormalizedBias bias -> bias.normalization().beta();
        };
    var buffer = backend.allocate(like.type(), like.length());
    try {
      switch (constant) {
        case Given(Buffer values) -> backend.copy(values, 0, buffer, 0, values.length());
        case Constant.ScaledWeights(Buffer weights, Normalization by) -> scale(weights, by, buffer);
        case Constant.NormalizedBias(Buffer bias, Normalization by) -> normalize(bias, by, buffer);
      }
      return buffer;
    } catch (RuntimeException e) {
      buffer.close();
      throw e;
    }
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
      backend.copy(bias, 0, result, 0, bias.length());
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

  /** Bytes that they take, filters in their plain form. */
  long bytes() {
    return preparedBytes + made.values().stream().mapToLong(Buffer::byteSize).sum();
  }

  @Override
  public void close() {
    made.values().forEach(Buffer::close);
    prepared.values().forEach(PreparedConv2d::close);
    if (taken != null) {
      taken.close();
    }
  }
}
