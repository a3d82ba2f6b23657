package dev.fovea.kernels.java.normalization;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.fovea.backend.op.LayerNorm;
import dev.fovea.kernels.java.reduction.RowBlock;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * {@link LayerNorm} of neighbouring rows, as one task sees them: block after block, and in a block
 * one pass after the other over all its rows, so that what is one value per row is found for
 * several rows at once. A block stays in the first-level cache.
 */
final class LayerRows {
  private static final LayerLoops LOOPS = LayerLoops.ofMode();

  /** Elements of a block, unless it has fewer rows than loops take at once. */
  private static final int BLOCK = 4096;

  private static final int ROWS_AT_ONCE = 4;

  /** Variances that a center's squared distance from the mean may have. */
  private static final double NEAR = 16;

  private final LayerNorm op;
  private final double share;
  private final int most;
  private final double[] sums = new double[LayerLoops.MOST];
  private final double[] others = new double[LayerLoops.MOST];
  private final float[] center = new float[LayerLoops.MOST];
  private final float[] scale = new float[LayerLoops.MOST];
  private final float[] slope = new float[LayerLoops.MOST];
  private final float[] offset = new float[LayerLoops.MOST];

  LayerRows(LayerNorm op) {
    this.op = op;
    this.share = 1.0 / op.features();
    int fitting = BLOCK / op.features() / ROWS_AT_ONCE * ROWS_AT_ONCE;
    this.most = Math.clamp(fitting, ROWS_AT_ONCE, LayerLoops.MOST);
  }

  private RowBlock block(MemorySegment memory, long first, int rows) {
    return RowBlock.of(memory, first * op.features(), rows, op.features());
  }

  /** Normalises rows {@code [begin, begin + count)}. */
  void normalize(
      MemorySegment x,
      MemorySegment gamma,
      MemorySegment beta,
      MemorySegment y,
      MemorySegment mean,
      MemorySegment inverseDeviation,
      long begin,
      long count) {
    for (long done = 0; done < count; done += most) {
      long first = begin + done;
      int rows = (int) Math.min(most, count - done);
      var from = block(x, first, rows);
      findMoments(from, rows);
      for (int row = 0; row < rows; row++) {
        mean.setAtIndex(JAVA_FLOAT, first + row, center[row]);
        inverseDeviation.setAtIndex(JAVA_FLOAT, first + row, scale[row]);
      }
      LOOPS.normalize(from, block(y, first, rows), rows, center, scale, offset, gamma, beta);
    }
  }

  /** A row's first value: its mean is near enough in nearly every row. */
  private void guessCenter(RowBlock x, int rows) {
    for (int row = 0; row < rows; row++) {
      float first = x.memory().get(JAVA_FLOAT, x.at(row));
      center[row] = Float.isFinite(first) ? first : 0;
    }
  }

  /**
   * Mean and variance from deviations from a value near the mean, whose own mean corrects both (T.
   * F. Chan, G. H. Golub, R. J. LeVeque, "Algorithms for computing the sample variance", 1983).
   * Where that value is too far from the mean for the variance to keep its digits, once more.
   */
  private void findMoments(RowBlock x, int rows) {
    guessCenter(x, rows);
    addMoments(x, rows);
    if (improveCenters(rows)) {
      addMoments(x, rows); // the same again where the center hasn't changed
    }
    LOOPS.findMoments(rows, sums, others, share, op.epsilon(), center, scale, offset);
  }

  private void addMoments(RowBlock x, int rows) {
    Arrays.fill(sums, 0, rows, 0);
    Arrays.fill(others, 0, rows, 0);
    LOOPS.addMoments(x, rows, center, sums, others);
  }

  private boolean improveCenters(int rows) {
    boolean improved = false;
    for (int row = 0; row < rows; row++) {
      double correction = sums[row] * share;
      double square = others[row] * share;
      if (correction * correction > NEAR * (square - correction * correction)) {
        center[row] += (float) correction;
        improved = true;
      }
    }
    return improved;
  }

  /**
   * Gradients of rows {@code [begin, end)}.
   *
   * @param dbeta float32 sums of dy per column, added to
   * @param dgamma of {@code dy · xhat}
   */
  void gradient(
      MemorySegment x,
      MemorySegment dy,
      MemorySegment gamma,
      MemorySegment mean,
      MemorySegment inverseDeviation,
      MemorySegment dx,
      long begin,
      long end,
      MemorySegment dbeta,
      MemorySegment dgamma) {
    for (long first = begin; first < end; first += most) {
      int rows = (int) Math.min(most, end - first);
      for (int row = 0; row < rows; row++) {
        center[row] = mean.getAtIndex(JAVA_FLOAT, first + row);
        scale[row] = inverseDeviation.getAtIndex(JAVA_FLOAT, first + row);
      }
      gradient(
          block(x, first, rows),
          block(dy, first, rows),
          gamma,
          block(dx, first, rows),
          rows,
          dbeta,
          dgamma);
    }
  }

  private void gradient(
      RowBlock x,
      RowBlock dy,
      MemorySegment gamma,
      RowBlock dx,
      int rows,
      MemorySegment dbeta,
      MemorySegment dgamma) {
    Arrays.fill(sums, 0, rows, 0);
    Arrays.fill(others, 0, rows, 0);
    LOOPS.addProducts(x, dy, rows, gamma, center, scale, sums, others, dbeta, dgamma);
    LOOPS.findSlopes(rows, sums, others, share, scale, slope, offset);
    LOOPS.gradient(x, dy, dx, rows, gamma, center, slope, offset, scale);
  }
}
