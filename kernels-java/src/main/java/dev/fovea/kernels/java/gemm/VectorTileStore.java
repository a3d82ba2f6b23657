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

  private static FloatVector activated(FloatVector x, Activation activation) {
    return switch (activation.kind()) {
      case IDENTITY -> x;
      // Not max: a NaN is kept, and a comparison is cheaper than max's rules for -0.
      case RELU -> x.blend(0, x.compare(VectorOperators.LE, 0));
      case LEAKY_RELU -> x.blend(x.mul(activation.slope()), x.compare(VectorOperators.LT, 0));
      case SIGMOID -> VectorMath.sigmoid(x);
      case TANH -> VectorMath.tanh(x);
    };
  }
}
