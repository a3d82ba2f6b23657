package dev.fovea.kernels.java.gemm;

import dev.fovea.backend.Activation;
import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Writes whole vectors of a tile with the epilogues that inference has, {@code y = relu(tile + bias
 * + addend)} or parts of it, in one pass: each of its loops does all there is to do. A loop for
 * each part, as {@link VectorTileStore} has them for the rest, took as long as the products of
 * VGG's first layer. Rows are written from a slice of y, so that offsets are ints, which C2 checks
 * once a loop.
 */
final class VectorInferenceStore {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final float[] NO_BIAS = new float[2 * LANES];

  private VectorInferenceStore() {}

  /** Whether this class can write whole vectors of so many rows of the output. */
  static boolean fits(Output output, int rows) {
    var kind = output.activation().kind();
    return output.alpha() == 1
        && output.beta() == 0
        && (kind == Activation.Kind.RELU || kind == Activation.Kind.IDENTITY)
        && rows * output.rowBytes() <= Integer.MAX_VALUE;
  }

  /**
   * Writes one or two vectors of columns; see {@link TileStore#store}.
   *
   * @param columns a vector's lanes, or two vectors'
   */
  static void store(
      float[] tile,
      int first,
      int stride,
      int rows,
      int columns,
      Output output,
      int column,
      long at) {
    int rowBytes = (int) output.rowBytes();
    long bytes = (long) (rows - 1) * rowBytes + (long) columns * Float.BYTES;
    var y = output.y().asSlice(at, bytes);
    float[] bias = output.bias() == null ? NO_BIAS : output.bias();
    int from = output.bias() == null ? 0 : column;
    boolean relu = output.activation().kind() == Activation.Kind.RELU;
    if (output.addend() != null) {
      var addend = output.addend().asSlice(at, bytes);
      for (int j = 0; j < columns; j += LANES) {
        if (relu) {
          addedRelu(tile, first + j, stride, rows, bias, from + j, addend, y, j, rowBytes);
        } else {
          added(tile, first + j, stride, rows, bias, from + j, addend, y, j, rowBytes);
        }
      }
    } else if (columns == LANES) {
      if (relu) {
        relu(tile, first, stride, rows, bias, from, y, rowBytes);
      } else {
        biased(tile, first, stride, rows, bias, from, y, rowBytes);
      }
    } else if (relu) {
      reluPair(tile, first, stride, rows, bias, from, y, rowBytes);
    } else {
      biasedPair(tile, first, stride, rows, bias, from, y, rowBytes);
    }
  }

  /**
   * Writes the first of a tile's rows that are whole rows of y, and not whole vectors: past a row's
   * end goes what the next row overwrites. Masked stores, which those at the tile's end need, take
   * some ten cycles longer on Zen 3.
   *
   * @return how many rows were written; the others would reach past the tile's end
   */
  static int overlap(
      float[] tile, int first, int stride, int rows, int columns, Output output, long at) {
    int vectors = Math.ceilDiv(columns, LANES);
    int done = rows - Math.ceilDiv(vectors * LANES, columns) + 1;
    if (vectors > 2 || done <= 0 || output.addend() != null) {
      return 0;
    }
    store(tile, first, stride, done, vectors * LANES, output, 0, at);
    return done;
  }

  private static void biased(
      float[] tile,
      int first,
      int stride,
      int rows,
      float[] bias,
      int column,
      MemorySegment y,
      int rowBytes) {
    var biases = FloatVector.fromArray(SPECIES, bias, column);
    for (int i = 0; i < rows; i++) {
      var sum = FloatVector.fromArray(SPECIES, tile, first + i * stride).add(biases);
      int to = i * rowBytes;
      Lanes.store(sum, y, to);
    }
  }

  private static void biasedPair(
      float[] tile,
      int first,
      int stride,
      int rows,
      float[] bias,
      int column,
      MemorySegment y,
      int rowBytes) {
    var left = FloatVector.fromArray(SPECIES, bias, column);
    var right = FloatVector.fromArray(SPECIES, bias, column + LANES);
    for (int i = 0; i < rows; i++) {
      int from = first + i * stride;
      int to = i * rowBytes;
      Lanes.store(FloatVector.fromArray(SPECIES, tile, from).add(left), y, to);
      Lanes.store(
          FloatVector.fromArray(SPECIES, tile, from + LANES).add(right), y, to + Lanes.BYTES);
    }
  }

  private static void relu(
      float[] tile,
      int first,
      int stride,
      int rows,
      float[] bias,
      int column,
      MemorySegment y,
      int rowBytes) {
    var biases = FloatVector.fromArray(SPECIES, bias, column);
    for (int i = 0; i < rows; i++) {
      var sum = FloatVector.fromArray(SPECIES, tile, first + i * stride).add(biases);
      int to = i * rowBytes;
      Lanes.store(relu(sum), y, to);
    }
  }

  private static void reluPair(
      float[] tile,
      int first,
      int stride,
      int rows,
      float[] bias,
      int column,
      MemorySegment y,
      int rowBytes) {
    var left = FloatVector.fromArray(SPECIES, bias, column);
    var right = FloatVector.fromArray(SPECIES, bias, column + LANES);
    for (int i = 0; i < rows; i++) {
      int from = first + i * stride;
      int to = i * rowBytes;
      Lanes.store(relu(FloatVector.fromArray(SPECIES, tile, from).add(left)), y, to);
      Lanes.store(
          relu(FloatVector.fromArray(SPECIES, tile, from + LANES).add(right)), y, to + Lanes.BYTES);
    }
  }

  private static void added(
      float[] tile,
      int first,
      int stride,
      int rows,
      float[] bias,
      int column,
      MemorySegment addend,
      MemorySegment y,
      int at,
      int rowBytes) {
    var biases = FloatVector.fromArray(SPECIES, bias, column);
    for (int i = 0; i < rows; i++) {
      int to = at * Float.BYTES + i * rowBytes;
      var sum = FloatVector.fromArray(SPECIES, tile, first + i * stride).add(biases);
      Lanes.store(sum.add(Lanes.load(addend, to)), y, to);
    }
  }

  private static void addedRelu(
      float[] tile,
      int first,
      int stride,
      int rows,
      float[] bias,
      int column,
      MemorySegment addend,
      MemorySegment y,
      int at,
      int rowBytes) {
    var biases = FloatVector.fromArray(SPECIES, bias, column);
    for (int i = 0; i < rows; i++) {
      int to = at * Float.BYTES + i * rowBytes;
      var sum = FloatVector.fromArray(SPECIES, tile, first + i * stride).add(biases);
      Lanes.store(relu(sum.add(Lanes.load(addend, to))), y, to);
    }
  }

  /** Not max: a NaN is kept, and a comparison is cheaper than max's rules for -0. */
  private static FloatVector relu(FloatVector x) {
    return x.blend(0, x.compare(VectorOperators.LE, 0));
  }
}
