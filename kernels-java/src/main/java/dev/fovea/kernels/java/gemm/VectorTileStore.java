package dev.fovea.kernels.java.gemm;

import dev.fovea.backend.Activation;
import dev.fovea.kernels.java.simd.Lanes;
import dev.fovea.kernels.java.simd.VectorMath;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Vector by vector: one or two per row, of which the last may be partial. There is no loop over the
 * vectors of a row: for a segment's access in a loop, C2 would set up more than the loop does.
 */
final class VectorTileStore implements TileStore {
  private static final int LANES = Lanes.COUNT;

  @Override
  public void store(
      float[] tile,
      int tileAt,
      int tileStride,
      int rows,
      int columns,
      Output output,
      int column,
      long at) {
    long first = at;
    int second = columns - LANES;
    var mask = Lanes.first(second > 0 ? second : columns);
    for (int i = 0; i < rows; i++) {
      if (second < 0) {
        part(tile, tileAt, mask, output, column, at);
      } else {
        whole(tile, tileAt, output, column, at);
        if (second == LANES) {
          whole(tile, tileAt + LANES, output, column + LANES, at + Lanes.BYTES);
        } else if (second > 0) {
          part(tile, tileAt + LANES, mask, output, column + LANES, at + Lanes.BYTES);
        }
      }
      tileAt += tileStride;
      at += output.rowBytes();
    }
    if (isCurve(output.activation())) {
      for (int i = 0; i < rows; i++) {
        curve(output, first + i * output.rowBytes(), columns);
      }
    }
  }

  /**
   * Whether an activation is applied in a pass of its own, while the tile is in cache. Sigmoid and
   * tanh are long: with them in the loops above, C2 stops inlining there and allocates each vector.
   */
  private static boolean isCurve(Activation activation) {
    return activation.kind() == Activation.Kind.SIGMOID
        || activation.kind() == Activation.Kind.TANH;
  }

  private static void curve(Output output, long at, int columns) {
    boolean sigmoid = output.activation().kind() == Activation.Kind.SIGMOID;
    for (int column = 0; column < columns; column += LANES) {
      var mask = Lanes.first(Math.min(LANES, columns - column));
      long here = at + (long) column * Float.BYTES;
      var x = Lanes.load(output.y(), here, mask);
      var y = sigmoid ? VectorMath.sigmoid(x) : VectorMath.tanh(x);
      Lanes.store(y, output.y(), here, mask);
    }
  }

  private static void whole(float[] tile, int tileAt, Output output, int column, long at) {
    var value = scaled(tile, tileAt, output);
    if (output.beta() != 0) {
      value =
          Lanes.load(output.y(), at)
              .fma(FloatVector.broadcast(Lanes.SPECIES, output.beta()), value);
    }
    if (output.bias() != null) {
      value = value.add(FloatVector.fromArray(Lanes.SPECIES, output.bias(), column));
    }
    if (output.addend() != null) {
      value = value.add(Lanes.load(output.addend(), at));
    }
    Lanes.store(activated(value, output.activation()), output.y(), at);
  }

  private static void part(
      float[] tile, int tileAt, VectorMask<Float> mask, Output output, int column, long at) {
    var value = scaled(tile, tileAt, output);
    if (output.beta() != 0) {
      value =
          Lanes.load(output.y(), at, mask)
              .fma(FloatVector.broadcast(Lanes.SPECIES, output.beta()), value);
    }
    if (output.bias() != null) {
      value = value.add(FloatVector.fromArray(Lanes.SPECIES, output.bias(), column));
    }
    if (output.addend() != null) {
      value = value.add(Lanes.load(output.addend(), at, mask));
    }
    Lanes.store(activated(value, output.activation()), output.y(), at, mask);
  }

  private static FloatVector scaled(float[] tile, int tileAt, Output output) {
    var value = FloatVector.fromArray(Lanes.SPECIES, tile, tileAt);
    return output.alpha() == 1 ? value : value.mul(output.alpha());
  }

  /** All activations but the curves. */
  private static FloatVector activated(FloatVector x, Activation activation) {
    return switch (activation.kind()) {
      // Not max: a NaN is kept, and a comparison is cheaper than max's rules for -0.
      case RELU -> x.blend(0, x.compare(VectorOperators.LE, 0));
      case LEAKY_RELU -> x.blend(x.mul(activation.slope()), x.compare(VectorOperators.LT, 0));
      case IDENTITY, SIGMOID, TANH -> x;
    };
  }
}
