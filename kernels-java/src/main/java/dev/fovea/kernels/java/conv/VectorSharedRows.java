package dev.fovea.kernels.java.conv;

import static dev.fovea.kernels.java.conv.SharedRows.LINE;
import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Some rows of two columns of y of {@link SharedRows}, for 32 registers: a sum for each of 16 or 20
 * pixels, the filter's weights for a step, and a value of x for all that it adds to. One column has
 * too few sums: each gets three or five of a step's multiply-adds, one after the other. (LeNet-5's
 * second layer, ten rows: 200 µs, with two columns 190.)
 */
final class VectorSharedRows {
  private VectorSharedRows() {}

  /**
   * {@code tile[r] = Σ cells[(r + kh) · LINE + i] · w[i][kh]} over steps i and rows kh of the
   * filter, for two columns.
   *
   * @param taps rows of the filter, three or five
   * @param cells rows of x, {@link SharedRows#LINE} apart
   * @param left where the first row's steps begin for one column
   * @param right and for the other
   * @param steps how many
   * @param weights packed weights
   * @param tile where the sums go
   * @param leftTo the first row's of one column
   * @param rightTo and of the other
   * @param line from a row of the tile to the next
   */
  static void multiply(
      int taps,
      float[] cells,
      int left,
      int right,
      int steps,
      float[] weights,
      float[] tile,
      int leftTo,
      int rightTo,
      int line) {
    if (taps == 5) {
      multiplyFive(cells, left, right, steps, weights, tile, leftTo, rightTo, line);
    } else {
      multiplyThree(cells, left, right, steps, weights, tile, leftTo, rightTo, line);
    }
  }

  /** Ten rows of y, five of the filter. */
  private static void multiplyFive(
      float[] cells,
      int left,
      int right,
      int steps,
      float[] weights,
      float[] tile,
      int leftTo,
      int rightTo,
      int line) {
    var left0 = FloatVector.zero(SPECIES);
    var left1 = FloatVector.zero(SPECIES);
    var left2 = FloatVector.zero(SPECIES);
    var left3 = FloatVector.zero(SPECIES);
    var left4 = FloatVector.zero(SPECIES);
    var left5 = FloatVector.zero(SPECIES);
    var left6 = FloatVector.zero(SPECIES);
    var left7 = FloatVector.zero(SPECIES);
    var left8 = FloatVector.zero(SPECIES);
    var left9 = FloatVector.zero(SPECIES);
    var right0 = FloatVector.zero(SPECIES);
    var right1 = FloatVector.zero(SPECIES);
    var right2 = FloatVector.zero(SPECIES);
    var right3 = FloatVector.zero(SPECIES);
    var right4 = FloatVector.zero(SPECIES);
    var right5 = FloatVector.zero(SPECIES);
    var right6 = FloatVector.zero(SPECIES);
    var right7 = FloatVector.zero(SPECIES);
    var right8 = FloatVector.zero(SPECIES);
    var right9 = FloatVector.zero(SPECIES);
    for (int i = 0; i < steps; i++) {
      int weight = i * 5 * COUNT;
      var w0 = FloatVector.fromArray(SPECIES, weights, weight);
      var w1 = FloatVector.fromArray(SPECIES, weights, weight + COUNT);
      var w2 = FloatVector.fromArray(SPECIES, weights, weight + 2 * COUNT);
      var w3 = FloatVector.fromArray(SPECIES, weights, weight + 3 * COUNT);
      var w4 = FloatVector.fromArray(SPECIES, weights, weight + 4 * COUNT);
      int leftCell = left + i;
      int rightCell = right + i;
      var x = FloatVector.broadcast(SPECIES, cells[leftCell]);
      left0 = x.fma(w0, left0);
      x = FloatVector.broadcast(SPECIES, cells[rightCell]);
      right0 = x.fma(w0, right0);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + LINE]);
      left1 = x.fma(w0, left1);
      left0 = x.fma(w1, left0);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + LINE]);
      right1 = x.fma(w0, right1);
      right0 = x.fma(w1, right0);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 2 * LINE]);
      left2 = x.fma(w0, left2);
      left1 = x.fma(w1, left1);
      left0 = x.fma(w2, left0);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 2 * LINE]);
      right2 = x.fma(w0, right2);
      right1 = x.fma(w1, right1);
      right0 = x.fma(w2, right0);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 3 * LINE]);
      left3 = x.fma(w0, left3);
      left2 = x.fma(w1, left2);
      left1 = x.fma(w2, left1);
      left0 = x.fma(w3, left0);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 3 * LINE]);
      right3 = x.fma(w0, right3);
      right2 = x.fma(w1, right2);
      right1 = x.fma(w2, right1);
      right0 = x.fma(w3, right0);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 4 * LINE]);
      left4 = x.fma(w0, left4);
      left3 = x.fma(w1, left3);
      left2 = x.fma(w2, left2);
      left1 = x.fma(w3, left1);
      left0 = x.fma(w4, left0);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 4 * LINE]);
      right4 = x.fma(w0, right4);
      right3 = x.fma(w1, right3);
      right2 = x.fma(w2, right2);
      right1 = x.fma(w3, right1);
      right0 = x.fma(w4, right0);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 5 * LINE]);
      left5 = x.fma(w0, left5);
      left4 = x.fma(w1, left4);
      left3 = x.fma(w2, left3);
      left2 = x.fma(w3, left2);
      left1 = x.fma(w4, left1);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 5 * LINE]);
      right5 = x.fma(w0, right5);
      right4 = x.fma(w1, right4);
      right3 = x.fma(w2, right3);
      right2 = x.fma(w3, right2);
      right1 = x.fma(w4, right1);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 6 * LINE]);
      left6 = x.fma(w0, left6);
      left5 = x.fma(w1, left5);
      left4 = x.fma(w2, left4);
      left3 = x.fma(w3, left3);
      left2 = x.fma(w4, left2);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 6 * LINE]);
      right6 = x.fma(w0, right6);
      right5 = x.fma(w1, right5);
      right4 = x.fma(w2, right4);
      right3 = x.fma(w3, right3);
      right2 = x.fma(w4, right2);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 7 * LINE]);
      left7 = x.fma(w0, left7);
      left6 = x.fma(w1, left6);
      left5 = x.fma(w2, left5);
      left4 = x.fma(w3, left4);
      left3 = x.fma(w4, left3);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 7 * LINE]);
      right7 = x.fma(w0, right7);
      right6 = x.fma(w1, right6);
      right5 = x.fma(w2, right5);
      right4 = x.fma(w3, right4);
      right3 = x.fma(w4, right3);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 8 * LINE]);
      left8 = x.fma(w0, left8);
      left7 = x.fma(w1, left7);
      left6 = x.fma(w2, left6);
      left5 = x.fma(w3, left5);
      left4 = x.fma(w4, left4);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 8 * LINE]);
      right8 = x.fma(w0, right8);
      right7 = x.fma(w1, right7);
      right6 = x.fma(w2, right6);
      right5 = x.fma(w3, right5);
      right4 = x.fma(w4, right4);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 9 * LINE]);
      left9 = x.fma(w0, left9);
      left8 = x.fma(w1, left8);
      left7 = x.fma(w2, left7);
      left6 = x.fma(w3, left6);
      left5 = x.fma(w4, left5);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 9 * LINE]);
      right9 = x.fma(w0, right9);
      right8 = x.fma(w1, right8);
      right7 = x.fma(w2, right7);
      right6 = x.fma(w3, right6);
      right5 = x.fma(w4, right5);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 10 * LINE]);
      left9 = x.fma(w1, left9);
      left8 = x.fma(w2, left8);
      left7 = x.fma(w3, left7);
      left6 = x.fma(w4, left6);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 10 * LINE]);
      right9 = x.fma(w1, right9);
      right8 = x.fma(w2, right8);
      right7 = x.fma(w3, right7);
      right6 = x.fma(w4, right6);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 11 * LINE]);
      left9 = x.fma(w2, left9);
      left8 = x.fma(w3, left8);
      left7 = x.fma(w4, left7);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 11 * LINE]);
      right9 = x.fma(w2, right9);
      right8 = x.fma(w3, right8);
      right7 = x.fma(w4, right7);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 12 * LINE]);
      left9 = x.fma(w3, left9);
      left8 = x.fma(w4, left8);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 12 * LINE]);
      right9 = x.fma(w3, right9);
      right8 = x.fma(w4, right8);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 13 * LINE]);
      left9 = x.fma(w4, left9);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 13 * LINE]);
      right9 = x.fma(w4, right9);
    }
    left0.intoArray(tile, leftTo);
    left1.intoArray(tile, leftTo + line);
    left2.intoArray(tile, leftTo + 2 * line);
    left3.intoArray(tile, leftTo + 3 * line);
    left4.intoArray(tile, leftTo + 4 * line);
    left5.intoArray(tile, leftTo + 5 * line);
    left6.intoArray(tile, leftTo + 6 * line);
    left7.intoArray(tile, leftTo + 7 * line);
    left8.intoArray(tile, leftTo + 8 * line);
    left9.intoArray(tile, leftTo + 9 * line);
    right0.intoArray(tile, rightTo);
    right1.intoArray(tile, rightTo + line);
    right2.intoArray(tile, rightTo + 2 * line);
    right3.intoArray(tile, rightTo + 3 * line);
    right4.intoArray(tile, rightTo + 4 * line);
    right5.intoArray(tile, rightTo + 5 * line);
    right6.intoArray(tile, rightTo + 6 * line);
    right7.intoArray(tile, rightTo + 7 * line);
    right8.intoArray(tile, rightTo + 8 * line);
    right9.intoArray(tile, rightTo + 9 * line);
  }

  /** Eight rows of y, three of the filter. */
  private static void multiplyThree(
      float[] cells,
      int left,
      int right,
      int steps,
      float[] weights,
      float[] tile,
      int leftTo,
      int rightTo,
      int line) {
    var left0 = FloatVector.zero(SPECIES);
    var left1 = FloatVector.zero(SPECIES);
    var left2 = FloatVector.zero(SPECIES);
    var left3 = FloatVector.zero(SPECIES);
    var left4 = FloatVector.zero(SPECIES);
    var left5 = FloatVector.zero(SPECIES);
    var left6 = FloatVector.zero(SPECIES);
    var left7 = FloatVector.zero(SPECIES);
    var right0 = FloatVector.zero(SPECIES);
    var right1 = FloatVector.zero(SPECIES);
    var right2 = FloatVector.zero(SPECIES);
    var right3 = FloatVector.zero(SPECIES);
    var right4 = FloatVector.zero(SPECIES);
    var right5 = FloatVector.zero(SPECIES);
    var right6 = FloatVector.zero(SPECIES);
    var right7 = FloatVector.zero(SPECIES);
    for (int i = 0; i < steps; i++) {
      int weight = i * 3 * COUNT;
      var w0 = FloatVector.fromArray(SPECIES, weights, weight);
      var w1 = FloatVector.fromArray(SPECIES, weights, weight + COUNT);
      var w2 = FloatVector.fromArray(SPECIES, weights, weight + 2 * COUNT);
      int leftCell = left + i;
      int rightCell = right + i;
      var x = FloatVector.broadcast(SPECIES, cells[leftCell]);
      left0 = x.fma(w0, left0);
      x = FloatVector.broadcast(SPECIES, cells[rightCell]);
      right0 = x.fma(w0, right0);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + LINE]);
      left1 = x.fma(w0, left1);
      left0 = x.fma(w1, left0);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + LINE]);
      right1 = x.fma(w0, right1);
      right0 = x.fma(w1, right0);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 2 * LINE]);
      left2 = x.fma(w0, left2);
      left1 = x.fma(w1, left1);
      left0 = x.fma(w2, left0);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 2 * LINE]);
      right2 = x.fma(w0, right2);
      right1 = x.fma(w1, right1);
      right0 = x.fma(w2, right0);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 3 * LINE]);
      left3 = x.fma(w0, left3);
      left2 = x.fma(w1, left2);
      left1 = x.fma(w2, left1);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 3 * LINE]);
      right3 = x.fma(w0, right3);
      right2 = x.fma(w1, right2);
      right1 = x.fma(w2, right1);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 4 * LINE]);
      left4 = x.fma(w0, left4);
      left3 = x.fma(w1, left3);
      left2 = x.fma(w2, left2);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 4 * LINE]);
      right4 = x.fma(w0, right4);
      right3 = x.fma(w1, right3);
      right2 = x.fma(w2, right2);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 5 * LINE]);
      left5 = x.fma(w0, left5);
      left4 = x.fma(w1, left4);
      left3 = x.fma(w2, left3);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 5 * LINE]);
      right5 = x.fma(w0, right5);
      right4 = x.fma(w1, right4);
      right3 = x.fma(w2, right3);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 6 * LINE]);
      left6 = x.fma(w0, left6);
      left5 = x.fma(w1, left5);
      left4 = x.fma(w2, left4);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 6 * LINE]);
      right6 = x.fma(w0, right6);
      right5 = x.fma(w1, right5);
      right4 = x.fma(w2, right4);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 7 * LINE]);
      left7 = x.fma(w0, left7);
      left6 = x.fma(w1, left6);
      left5 = x.fma(w2, left5);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 7 * LINE]);
      right7 = x.fma(w0, right7);
      right6 = x.fma(w1, right6);
      right5 = x.fma(w2, right5);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 8 * LINE]);
      left7 = x.fma(w1, left7);
      left6 = x.fma(w2, left6);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 8 * LINE]);
      right7 = x.fma(w1, right7);
      right6 = x.fma(w2, right6);
      x = FloatVector.broadcast(SPECIES, cells[leftCell + 9 * LINE]);
      left7 = x.fma(w2, left7);
      x = FloatVector.broadcast(SPECIES, cells[rightCell + 9 * LINE]);
      right7 = x.fma(w2, right7);
    }
    left0.intoArray(tile, leftTo);
    left1.intoArray(tile, leftTo + line);
    left2.intoArray(tile, leftTo + 2 * line);
    left3.intoArray(tile, leftTo + 3 * line);
    left4.intoArray(tile, leftTo + 4 * line);
    left5.intoArray(tile, leftTo + 5 * line);
    left6.intoArray(tile, leftTo + 6 * line);
    left7.intoArray(tile, leftTo + 7 * line);
    right0.intoArray(tile, rightTo);
    right1.intoArray(tile, rightTo + line);
    right2.intoArray(tile, rightTo + 2 * line);
    right3.intoArray(tile, rightTo + 3 * line);
    right4.intoArray(tile, rightTo + 4 * line);
    right5.intoArray(tile, rightTo + 5 * line);
    right6.intoArray(tile, rightTo + 6 * line);
    right7.intoArray(tile, rightTo + 7 * line);
  }
}
