package dev.fovea.kernels.java.reduction;

import dev.fovea.backend.op.Softmax;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.simd.VectorMode;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Softmax of neighbouring rows, as one task sees them: block after block, and in a block one pass
 * after the other over all its rows, so that what is one value per row is found for several rows at
 * once. The row's largest value is subtracted before exp.
 */
public class Rows implements AutoCloseable {
  /** The loops of this run's vector mode. */
  static final RowLoops LOOPS = RowLoops.ofMode();

  /** A logit whose exponential is 0. */
  static final float NOTHING = Float.NEGATIVE_INFINITY;

  /** Elements of a run of rows: its byte offsets must fit an int. */
  private static final int RUN = 1 << 20;

  private final int classes;

  /** Whether a row is a vector or less. */
  private final boolean fitsVector;

  /** Rows as vectors see them. */
  final PaddedRows padded;

  /** Of each row of a block: its largest value. */
  final float[] shift = new float[RowLoops.MOST];

  /** A sum. */
  final double[] sums = new double[RowLoops.MOST];

  /** What is computed from it. */
  final float[] factor = new float[RowLoops.MOST];

  /** Rows of so many classes. */
  public Rows(int classes, ScratchPool pool) {
    this.classes = classes;
    fitsVector = VectorMode.current().isVector() && classes <= VectorMode.current().lanes();
    padded = new PaddedRows(classes, pool);
  }

  @Override
  public void close() {
    padded.close();
  }

  /** What is done with a block of rows. */
  interface Block {
    void run(long first, int rows);
  }

  /** Takes rows {@code [begin, begin + count)}. */
  final void forEachBlock(long begin, long count, Block block) {
    for (long done = 0; done < count; done += padded.most()) {
      block.run(begin + done, (int) Math.min(padded.most(), count - done));
    }
  }

  /** Takes them in fewer, longer runs, for loops that keep nothing per row. */
  private void forEachRun(long begin, long count, Block run) {
    int most = Math.max(1, RUN / classes);
    for (long done = 0; done < count; done += most) {
      run.run(begin + done, (int) Math.min(most, count - done));
    }
  }

  /** What is done with rows that fit a vector. */
  private interface ShortRun {
    void run(long first, int rows, MemorySegment results);
  }

  /** Takes such rows; their results are then copied to where they belong, perhaps over an input. */
  private void forEachShortRun(MemorySegment to, long begin, long count, ShortRun run) {
    int bytes = classes * Float.BYTES;
    int most = PaddedRows.SHORT_BYTES / bytes;
    for (long done = 0; done < count; done += most) {
      long first = begin + done;
      int rows = (int) Math.min(most, count - done);
      run.run(first, rows, padded.shortResults());
      MemorySegment.copy(padded.shortResults(), 0, to, first * bytes, (long) rows * bytes);
    }
  }

  /** Takes rows as vectors if they fit, in blocks otherwise. */
  private void forEachShortRunOrBlock(
      MemorySegment to, long begin, long count, ShortRun run, Block block) {
    if (fitsVector) {
      forEachShortRun(to, begin, count, run);
    } else {
      forEachBlock(begin, count, block);
    }
  }

  /** Finds each row's largest value. */
  final void findShift(RowBlock[] x, int rows) {
    Arrays.fill(shift, NOTHING);
    for (var part : x) {
      LOOPS.maxima(part, rows, shift, padded.folding());
    }
  }

  /** {@code y = exp(x - shift)}, and its sums. */
  final void exponentials(RowBlock[] x, RowBlock[] y, int rows) {
    Arrays.fill(sums, 0);
    for (int part = 0; part < x.length; part++) {
      LOOPS.exponentials(x[part], y[part], rows, shift, sums, padded.folding());
    }
  }

  /** {@code Σ exp(x - shift)} */
  final void sumsOfExponentials(RowBlock[] x, int rows) {
    Arrays.fill(sums, 0);
    for (var part : x) {
      LOOPS.sumsOfExponentials(part, rows, shift, sums, padded.folding());
    }
  }

  /** {@code Σ a} */
  final void sums(RowBlock[] a, int rows) {
    Arrays.fill(sums, 0);
    for (var part : a) {
      LOOPS.sums(part, rows, sums, padded.folding());
    }
  }

  /** {@code y = factor · y} */
  final void scale(RowBlock[] y, int rows) {
    for (var part : y) {
      LOOPS.scale(part, rows, factor);
    }
  }

  /** See {@link Softmax}. */
  public final void softmax(MemorySegment x, MemorySegment y, long begin, long count) {
    forEachShortRunOrBlock(
        y,
        begin,
        count,
        (first, rows, results) ->
            VectorShortRows.softmax(padded.rows(x, first, rows), results, rows),
        (first, rows) -> softmaxBlock(x, y, first, rows));
  }

  private void softmaxBlock(MemorySegment x, MemorySegment y, long first, int rows) {
    var from = padded.input(x, first, rows, 0, NOTHING);
    var to = padded.output(y, first, rows, from);
    findShift(from, rows);
    exponentials(from, to, rows);
    for (int row = 0; row < rows; row++) {
      factor[row] = (float) (1 / sums[row]);
    }
    scale(to, rows);
    padded.finish(to, y, first, rows);
  }

  /** See {@link Softmax#logarithm}. */
  public final void logSoftmax(MemorySegment x, MemorySegment y, long begin, long count) {
    forEachShortRunOrBlock(
        y,
        begin,
        count,
        (first, rows, results) ->
            VectorShortRows.logSoftmax(padded.rows(x, first, rows), results, rows),
        (first, rows) -> logSoftmaxBlock(x, y, first, rows));
  }

  private void logSoftmaxBlock(MemorySegment x, MemorySegment y, long first, int rows) {
    var from = padded.input(x, first, rows, 0, NOTHING);
    var to = padded.output(y, first, rows, from);
    findShift(from, rows);
    sumsOfExponentials(from, rows);
    for (int row = 0; row < rows; row++) {
      factor[row] = (float) Math.log(sums[row]);
    }
    for (int part = 0; part < from.length; part++) {
      LOOPS.subtract(from[part], to[part], rows, shift, factor);
    }
    padded.finish(to, y, first, rows);
  }

  /** See {@link dev.fovea.backend.ReductionOps#softmaxGradient}. */
  public final void softmaxGradient(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long begin, long count) {
    if (fitsVector) {
      forEachShortRun(
          dx,
          begin,
          count,
          (first, rows, results) ->
              VectorShortRows.softmaxGradient(
                  padded.rows(y, first, rows), padded.rows(dy, first, rows), results, rows));
    } else {
      forEachRun(
          begin,
          count,
          (first, rows) ->
              LOOPS.softmaxGradient(
                  padded.rows(y, first, rows),
                  padded.rows(dy, first, rows),
                  padded.rows(dx, first, rows),
                  rows));
    }
  }

  /** The same of a logarithm. */
  public final void logSoftmaxGradient(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long begin, long count) {
    forEachShortRunOrBlock(
        dx,
        begin,
        count,
        (first, rows, results) ->
            VectorShortRows.logSoftmaxGradient(
                padded.rows(y, first, rows), padded.rows(dy, first, rows), results, rows),
        (first, rows) -> logSoftmaxGradientBlock(y, dy, dx, first, rows));
  }

  private void logSoftmaxGradientBlock(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long first, int rows) {
    var result = padded.input(y, first, rows, 0, 0);
    var from = padded.input(dy, first, rows, 1, 0);
    var to = padded.output(dx, first, rows, from);
    sums(from, rows);
    roundSums(rows);
    for (int part = 0; part < from.length; part++) {
      LOOPS.logSoftmaxGradient(result[part], from[part], to[part], rows, factor);
    }
    padded.finish(to, dx, first, rows);
  }

  private void roundSums(int rows) {
    for (int row = 0; row < rows; row++) {
      factor[row] = (float) sums[row];
    }
  }
}
