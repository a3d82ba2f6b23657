package dev.fovea.kernels.java.reduction;

import dev.fovea.backend.op.Softmax;
import dev.fovea.kernels.java.memory.ScratchPool;
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
    forEachBlock(begin, count, (first, rows) -> softmaxBlock(x, y, first, rows));
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
    forEachBlock(begin, count, (first, rows) -> logSoftmaxBlock(x, y, first, rows));
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
    forEachBlock(begin, count, (first, rows) -> softmaxGradientBlock(y, dy, dx, first, rows));
  }

  private void softmaxGradientBlock(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long first, int rows) {
    var result = padded.input(y, first, rows, 0, 0);
    var from = padded.input(dy, first, rows, 1, 0);
    var to = padded.output(dx, first, rows, from);
    Arrays.fill(sums, 0);
    for (int part = 0; part < from.length; part++) {
      LOOPS.dots(result[part], from[part], rows, sums, padded.folding());
    }
    roundSums(rows);
    for (int part = 0; part < from.length; part++) {
      LOOPS.softmaxGradient(result[part], from[part], to[part], rows, factor);
    }
    padded.finish(to, dx, first, rows);
  }

  /** The same of a logarithm. */
  public final void logSoftmaxGradient(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long begin, long count) {
    forEachBlock(begin, count, (first, rows) -> logSoftmaxGradientBlock(y, dy, dx, first, rows));
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
