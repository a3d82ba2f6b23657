package dev.fovea.kernels.java.gemm;

import dev.fovea.backend.Activation;
import dev.fovea.kernels.java.simd.Lanes;
import dev.fovea.kernels.java.simd.VectorMath;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * One small loop over the tile for each part of the epilogue, then one that writes it: the tile is
 * in the nearest cache, and C2 compiles small loops well. (One loop with the parts as branches took
 * a tenth of a product of 1024³.) Loops run down a column of vectors, so that none is nested.
 */
final class VectorTileStore implements TileStore {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;

  @Override
  public void store(
      float[] tile,
      int tileAt,
      int stride,
      int rows,
      int columns,
      Output output,
      int column,
      long at) {
    boolean inference = VectorInferenceStore.fits(output, rows);
    if (inference && columns % LANES != 0 && output.rowBytes() == (long) columns * Float.BYTES) {
      int done = VectorInferenceStore.overlap(tile, tileAt, stride, rows, columns, output, at);
      if (done > 0) {
        long next = at + done * output.rowBytes();
        store(tile, tileAt + done * stride, stride, rows - done, columns, output, column, next);
        return;
      }
    }
    int count;
    for (int j = 0; j < columns; j += count) {
      int first = tileAt + j;
      int most = inference && columns - j >= 2 * LANES ? 2 * LANES : LANES;
      count = Math.min(most, columns - j);
      long to = at + (long) j * Float.BYTES;
      if (inference && count >= LANES) {
        VectorInferenceStore.store(tile, first, stride, rows, count, output, column + j, to);
      } else if (output.isSum() && count == LANES) {
        addTo(tile, first, stride, rows, output.y(), to, output.rowBytes());
      } else {
        finish(tile, first, stride, rows, count, output, column + j, to);
        write(tile, first, stride, rows, count, output.y(), to, output.rowBytes());
      }
    }
  }

  /** All of the epilogue, in the tile. */
  private static void finish(
      float[] tile,
      int first,
      int stride,
      int rows,
      int columns,
      Output output,
      int column,
      long at) {
    int end = first + rows * stride;
    if (output.alpha() != 1) {
      scale(tile, first, end, stride, output.alpha());
    }
    if (output.beta() != 0) {
      add(tile, first, end, stride, columns, output.beta(), output.y(), at, output.rowBytes());
    }
    if (output.bias() != null) {
      var bias = FloatVector.fromArray(SPECIES, output.bias(), column);
      for (int i = first; i < end; i += stride) {
        FloatVector.fromArray(SPECIES, tile, i).add(bias).intoArray(tile, i);
      }
    }
    if (output.addend() != null) {
      add(tile, first, end, stride, columns, 1, output.addend(), at, output.rowBytes());
    }
    activate(tile, first, end, stride, output.activation());
  }

  private static void scale(float[] tile, int first, int end, int stride, float factor) {
    for (int i = first; i < end; i += stride) {
      FloatVector.fromArray(SPECIES, tile, i).mul(factor).intoArray(tile, i);
    }
  }

  private static void add(
      float[] tile,
      int first,
      int end,
      int stride,
      int columns,
      float factor,
      MemorySegment source,
      long at,
      long rowBytes) {
    var mask = Lanes.first(columns);
    var factors = FloatVector.broadcast(SPECIES, factor);
    for (int i = first; i < end; i += stride) {
      var addend = load(source, at, columns, mask);
      addend.fma(factors, FloatVector.fromArray(SPECIES, tile, i)).intoArray(tile, i);
      at += rowBytes;
    }
  }

  private static void activate(
      float[] tile, int first, int end, int stride, Activation activation) {
    switch (activation.kind()) {
      case IDENTITY -> {}
      case RELU -> relu(tile, first, end, stride);
      case LEAKY_RELU -> leakyRelu(tile, first, end, stride, activation.slope());
      case SIGMOID -> sigmoid(tile, first, end, stride);
      case TANH -> tanh(tile, first, end, stride);
    }
  }

  /** Not max: a NaN is kept, and a comparison is cheaper than max's rules for -0. */
  private static void relu(float[] tile, int first, int end, int stride) {
    for (int i = first; i < end; i += stride) {
      var x = FloatVector.fromArray(SPECIES, tile, i);
      x.blend(0, x.compare(VectorOperators.LE, 0)).intoArray(tile, i);
    }
  }

  private static void leakyRelu(float[] tile, int first, int end, int stride, float slope) {
    for (int i = first; i < end; i += stride) {
      var x = FloatVector.fromArray(SPECIES, tile, i);
      x.blend(x.mul(slope), x.compare(VectorOperators.LT, 0)).intoArray(tile, i);
    }
  }

  private static void sigmoid(float[] tile, int first, int end, int stride) {
    for (int i = first; i < end; i += stride) {
      VectorMath.sigmoid(FloatVector.fromArray(SPECIES, tile, i)).intoArray(tile, i);
    }
  }

  private static void tanh(float[] tile, int first, int end, int stride) {
    for (int i = first; i < end; i += stride) {
      VectorMath.tanh(FloatVector.fromArray(SPECIES, tile, i)).intoArray(tile, i);
    }
  }

  private static void addTo(
      float[] tile, int first, int stride, int rows, MemorySegment y, long at, long rowBytes) {
    for (int i = 0; i < rows; i++) {
      long to = at + i * rowBytes;
      var values = FloatVector.fromArray(SPECIES, tile, first + i * stride);
      Lanes.store(values.add(Lanes.load(y, to)), y, to);
    }
  }

  private static void write(
      float[] tile,
      int first,
      int stride,
      int rows,
      int columns,
      MemorySegment y,
      long at,
      long rowBytes) {
    if (columns == LANES) {
      for (int i = 0; i < rows; i++) {
        var values = FloatVector.fromArray(SPECIES, tile, first + i * stride);
        Lanes.store(values, y, at + i * rowBytes);
      }
      return;
    }
    var mask = Lanes.first(columns);
    for (int i = 0; i < rows; i++) {
      var values = FloatVector.fromArray(SPECIES, tile, first + i * stride);
      Lanes.store(values, y, at + i * rowBytes, mask);
    }
  }

  private static FloatVector load(
      MemorySegment source, long at, int columns, VectorMask<Float> mask) {
    return columns == LANES ? Lanes.load(source, at) : Lanes.load(source, at, mask);
  }
}
