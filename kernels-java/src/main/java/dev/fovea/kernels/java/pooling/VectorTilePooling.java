package dev.fovea.kernels.java.pooling;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Max pooling by equal windows that tile the image, for channels that don't fill a vector: a row of
 * windows is one run of outputs, whose cells are gathered. A masked vector per cell took ten times
 * as long on LeNet's first layer (6 channels of 16 lanes).
 */
final class VectorTilePooling {
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, Lanes.SPECIES.vectorShape());

  private final PoolGeometry geometry;
  private final int rows;
  private final int columns;
  private final int inputRow;
  private final int outputRow;

  /** For each output of a row: the first cell of its window, as an element of the input's row. */
  private final int[] windows;

  /** For each output of a row: the column of its window's first cell. */
  private final int[] windowColumns;

  /** For each element of an input's row: its output, as an element of the output's row. */
  private final int[] outputs;

  /** For each element of an input's row: its column. */
  private final int[] cellColumns;

  private VectorTilePooling(PoolGeometry geometry) {
    this.geometry = geometry;
    rows = geometry.rows().ends()[0];
    columns = geometry.columns().ends()[0];
    inputRow = Math.toIntExact(geometry.inputRow());
    outputRow = Math.toIntExact(geometry.outputRow());
    int channels = geometry.channels();
    windows = table(outputRow, i -> i / channels * columns * channels + i % channels);
    windowColumns = table(outputRow, i -> i / channels * columns);
    outputs = table(inputRow, i -> i / channels / columns * channels + i % channels);
    cellColumns = table(inputRow, i -> i / channels);
  }

  /** The way for this geometry, or null where a vector of channels per cell is the better one. */
  static VectorTilePooling of(PoolGeometry geometry) {
    boolean suits =
        geometry.channels() < Lanes.COUNT
            && geometry.tiles()
            && geometry.rows().equalWindows()
            && geometry.columns().equalWindows();
    return suits ? new VectorTilePooling(geometry) : null;
  }

  /** Filled up to whole vectors with the last entry, so that tails read what exists. */
  private static int[] table(int length, IntUnaryOperator entry) {
    var table = new int[padded(length)];
    Arrays.setAll(table, i -> entry.applyAsInt(Math.min(i, length - 1)));
    return table;
  }

  private static int padded(int length) {
    return (length + Lanes.COUNT - 1) / Lanes.COUNT * Lanes.COUNT;
  }

  /** Arrays that one task works in. */
  final class Scratch {
    private final float[] cells = new float[rows * padded(inputRow)];
    private final float[] values = new float[padded(outputRow)];
    private final int[] winners = new int[padded(outputRow)];
  }

  /** One row of windows of one image. */
  void forward(
      int image,
      int row,
      MemorySegment x,
      MemorySegment y,
      MemorySegment indices,
      Scratch scratch) {
    long input = image * geometry.inputImage() + (long) row * rows * inputRow;
    long output = ((long) image * geometry.rows().count() + row) * outputRow;
    copy(x, input, scratch.cells, rows * inputRow);
    maximum(scratch.cells, row * rows * geometry.columns().size(), scratch);
    MemorySegment.copy(
        scratch.values, 0, y, ValueLayout.JAVA_FLOAT, output * Float.BYTES, outputRow);
    if (indices != null) {
      MemorySegment.copy(
          scratch.winners, 0, indices, ValueLayout.JAVA_INT, output * Integer.BYTES, outputRow);
    }
  }

  private void maximum(float[] cells, int position, Scratch scratch) {
    int channels = geometry.channels();
    int width = geometry.columns().size();
    for (int i = 0; i < windows.length; i += Lanes.COUNT) {
      var best = FloatVector.fromArray(Lanes.SPECIES, cells, 0, windows, i);
      var winner = IntVector.zero(INTS);
      for (int tap = 1; tap < rows * columns; tap++) {
        int row = tap / columns;
        int column = tap % columns;
        int cell = row * inputRow + column * channels;
        var value = FloatVector.fromArray(Lanes.SPECIES, cells, cell, windows, i);
        var wins = VectorPoolingLoops.beats(value, best);
        best = best.blend(value, wins);
        winner = winner.blend(row * width + column, wins.cast(INTS));
      }
      best.intoArray(scratch.values, i);
      winner
          .add(IntVector.fromArray(INTS, windowColumns, i))
          .add(position)
          .intoArray(scratch.winners, i);
    }
  }

  /** The input's rows from {@code top} to before {@code bottom}, all under one row of windows. */
  void gradient(
      int image,
      int row,
      int top,
      int bottom,
      MemorySegment dy,
      MemorySegment indices,
      MemorySegment dx,
      Scratch scratch) {
    long output = ((long) image * geometry.rows().count() + row) * outputRow;
    copy(dy, output, scratch.values, outputRow);
    MemorySegment.copy(
        indices, ValueLayout.JAVA_INT, output * Integer.BYTES, scratch.winners, 0, outputRow);
    share(scratch, top * geometry.columns().size(), bottom - top);
    for (int cellRow = 0; cellRow < bottom - top; cellRow++) {
      long input = image * geometry.inputImage() + (long) (top + cellRow) * inputRow;
      MemorySegment.copy(
          scratch.cells,
          cellRow * outputs.length,
          dx,
          ValueLayout.JAVA_FLOAT,
          input * Float.BYTES,
          inputRow);
    }
  }

  /** Gives each cell its window's gradient, or 0; rows lie whole vectors apart. */
  private void share(Scratch scratch, int position, int cellRows) {
    int width = geometry.columns().size();
    for (int i = 0; i < outputs.length; i += Lanes.COUNT) {
      var gradient = FloatVector.fromArray(Lanes.SPECIES, scratch.values, 0, outputs, i);
      var winner = IntVector.fromArray(INTS, scratch.winners, 0, outputs, i);
      var cell = IntVector.fromArray(INTS, cellColumns, i).add(position);
      for (int row = 0; row < cellRows; row++) {
        var lost = winner.compare(VectorOperators.NE, cell);
        gradient
            .blend(0, lost.cast(Lanes.SPECIES))
            .intoArray(scratch.cells, row * outputs.length + i);
        cell = cell.add(width);
      }
    }
  }

  private static void copy(MemorySegment from, long element, float[] to, int count) {
    MemorySegment.copy(from, ValueLayout.JAVA_FLOAT, element * Float.BYTES, to, 0, count);
  }
}
