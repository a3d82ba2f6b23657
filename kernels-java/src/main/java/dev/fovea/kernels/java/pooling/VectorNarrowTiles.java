package dev.fovea.kernels.java.pooling;

import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.backend.op.Pool2d;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.IntStream;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Gradients of maxima of windows that tile the image, two rows of cells each, where channels fill
 * less than a vector. A row of dx is a row of dy with the channels of each window repeated for its
 * columns, or 0 where the winner is another cell: vectors of it are made by shuffling the values of
 * dy and of the winners that their lanes repeat, so every lane works, and is written once. Nothing
 * is read or written beyond a row.
 */
final class VectorNarrowTiles {
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, SPECIES.vectorShape());

  /**
   * Bytes of cells that are written vector column by vector column, so that they stay in the
   * nearest caches: with four times as many a step took 1.1 times as long, with sixteen times 1.6.
   */
  private static final int BLOCK_BYTES = 64 << 10;

  /** Rows of windows at once. */
  private final int rows;

  /** Rows of windows of an image. */
  private final int imageRows;

  /** Cells of a row of the image. */
  private final int width;

  /** Bytes of that row, and of a row of windows. */
  private final int cellRow;

  private final int windowRow;

  private final Piece[] pieces;

  /**
   * A vector of a row of cells.
   *
   * @param at where it lies in the row, in bytes
   * @param source where the values that it repeats begin in a row of windows, in bytes
   * @param pattern which of these each lane repeats
   * @param columns each lane's column in the image
   */
  private record Piece(int at, int source, VectorShuffle<Float> pattern, int[] columns) {}

  private VectorNarrowTiles(PoolGeometry geometry, Piece[] pieces) {
    imageRows = geometry.rows().count();
    width = geometry.columns().size();
    cellRow = (int) geometry.inputRow() * Float.BYTES;
    windowRow = (int) geometry.outputRow() * Float.BYTES;
    rows = Math.max(1, BLOCK_BYTES / (2 * cellRow));
    this.pieces = pieces;
  }

  /** The way for an operation, or null. */
  static VectorNarrowTiles of(Pool2d op, PoolGeometry geometry) {
    boolean fits =
        op.kind() == Pool2d.Kind.MAX
            && geometry.tilesEqually()
            && geometry.rows().largest() == 2
            && geometry.channels() < COUNT
            && geometry.outputRow() >= COUNT
            && geometry.fitsInt();
    if (!fits) {
      return null;
    }
    int values = (int) geometry.inputRow();
    var pieces = new Piece[Math.ceilDiv(values, COUNT)];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = piece(geometry, Math.min(i * COUNT, values - COUNT));
      if (pieces[i] == null) {
        return null;
      }
    }
    return new VectorNarrowTiles(geometry, pieces);
  }

  /** The vector from a row's value {@code first} on; null if it repeats too many. */
  private static Piece piece(PoolGeometry geometry, int first) {
    int channels = geometry.channels();
    int window = geometry.columns().largest() * channels;
    int[] repeated =
        IntStream.range(first, first + COUNT)
            .map(value -> value / window * channels + value % channels)
            .toArray();
    int lowest = Arrays.stream(repeated).min().getAsInt();
    int begin = Math.min(lowest, (int) geometry.outputRow() - COUNT);
    if (Arrays.stream(repeated).max().getAsInt() >= begin + COUNT) {
      return null;
    }
    var columns = new int[COUNT];
    Arrays.setAll(columns, lane -> (first + lane) / channels);
    var pattern = VectorShuffle.fromOp(SPECIES, lane -> repeated[lane] - begin);
    return new Piece(first * Float.BYTES, begin * Float.BYTES, pattern, columns);
  }

  /**
   * Takes rows of windows, of one image and those after it.
   *
   * @param begin the first, counted through all images
   * @param count how many
   */
  void run(MemorySegment dy, MemorySegment winners, MemorySegment dx, long begin, int count) {
    for (int done = 0; done < count; done += rows) {
      long row = begin + done;
      int some = Math.min(rows, count - done);
      for (var piece : pieces) {
        spread(piece, dy, winners, windowRow, dx, cellRow, row, imageRows, width, some);
      }
    }
  }

  /** Takes one vector of all rows: a loop with its own slices, so that bounds are checked once. */
  private static void spread(
      Piece piece,
      MemorySegment dy,
      MemorySegment winners,
      int windowRow,
      MemorySegment dx,
      int cellRow,
      long first,
      int imageRows,
      int width,
      int count) {
    var pattern = piece.pattern;
    var columns = IntVector.fromArray(INTS, piece.columns, 0);
    var gradients = dy.asSlice(first * windowRow, (long) count * windowRow);
    var positions = winners.asSlice(first * windowRow, (long) count * windowRow);
    var cells = dx.asSlice(2 * first * cellRow, 2L * count * cellRow);
    int window = piece.source;
    int cell = piece.at;
    int position = 2 * (int) (first % imageRows) * width;
    int end = 2 * imageRows * width;
    for (int row = 0; row < count; row++) {
      var gradient = load(gradients, window).rearrange(pattern);
      var winner = load(positions, window).rearrange(pattern).reinterpretAsInts();
      var top = columns.add(position);
      store(VectorGradientKernel.share(gradient, winner, top), cells, cell);
      store(VectorGradientKernel.share(gradient, winner, top.add(width)), cells, cell + cellRow);
      window += windowRow;
      cell += 2 * cellRow;
      position += 2 * width;
      position = position == end ? 0 : position;
    }
  }
}
