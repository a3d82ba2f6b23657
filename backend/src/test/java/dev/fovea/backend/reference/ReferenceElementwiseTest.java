package dev.fovea.backend.reference;

import static java.lang.Double.NEGATIVE_INFINITY;
import static java.lang.Double.POSITIVE_INFINITY;

import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Dropout;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Unary;
import org.junit.jupiter.api.Test;

class ReferenceElementwiseTest extends ReferenceFixture {
  private static final double LN3 = Math.log(3);

  private void assertUnary(Unary op, double[] x, double[] expected, double[] slopes) {
    var input = of(x);
    var y = output(x.length);
    backend.unary(op, input, y);
    assertValues(y, expected);
    var dy = new double[x.length];
    var scaled = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      dy[i] = 4;
      scaled[i] = 4 * slopes[i];
    }
    var dx = output(x.length);
    backend.unaryGradient(op, input, y, of(dy), dx);
    assertValues(dx, scaled);
  }

  private void assertUnary(Unary.Kind kind, double[] x, double[] expected, double[] slopes) {
    assertUnary(Unary.of(kind, x.length), x, expected, slopes);
  }

  private static double[] list(double... values) {
    return values;
  }

  @Test
  void rectifiers() {
    assertUnary(Unary.Kind.RELU, list(-2, 0, 3), list(0, 0, 3), list(0, 0, 1));
    var leaky = new Unary(Unary.Kind.LEAKY_RELU, 3, 0.25f, 0);
    assertUnary(leaky, list(-2, 0, 3), list(-0.5, 0, 3), list(0.25, 0.25, 1));
    assertUnary(Unary.Kind.ABS, list(-2, 0, 3), list(2, 0, 3), list(-1, 0, 1));
    var y = output(1);
    backend.unary(Unary.of(Unary.Kind.RELU, 1), of(NAN), y);
    assertValues(y, NAN);
  }

  @Test
  void sigmoids() {
    // in units of ln 3: σ = 3/4, tanh = (3 - ⅓)/(3 + ⅓) = 4/5
    var x = list(LN3, 0, -LN3, 200, -200);
    assertUnary(
        Unary.Kind.SIGMOID, x, list(0.75, 0.5, 0.25, 1, 0), list(0.1875, 0.25, 0.1875, 0, 0));
    assertUnary(Unary.Kind.TANH, x, list(0.8, 0, -0.8, 1, -1), list(0.36, 1, 0.36, 0, 0));
  }

  @Test
  void powersAndLogarithms() {
    assertUnary(Unary.Kind.EXP, list(0, LN3), list(1, 3), list(1, 3));
    assertUnary(Unary.Kind.LOG, list(1, 4), list(0, Math.log(4)), list(1, 0.25));
    assertUnary(Unary.Kind.SQRT, list(4, 0.25), list(2, 0.5), list(0.25, 1));
    assertUnary(Unary.Kind.SQUARE, list(-3, 2), list(9, 4), list(-6, 4));
    assertUnary(Unary.Kind.RECIPROCAL, list(4, -2), list(0.25, -0.5), list(-0.0625, -0.25));
    assertUnary(new Unary(Unary.Kind.AFFINE, 2, 3, -1), list(2, -1), list(5, -4), list(3, 3));
    var y = output(2);
    backend.unary(Unary.of(Unary.Kind.LOG, 2), of(0, -1), y);
    assertValues(y, NEGATIVE_INFINITY, NAN);
  }

  @Test
  void worksInPlace() {
    var x = of(-1, 2);
    backend.unary(Unary.of(Unary.Kind.SQUARE, 2), x, x);
    assertValues(x, 1, 4);
  }

  private void assertBinary(Binary.Kind kind, double... expected) {
    var y = output(3);
    var shape = Shape.of(3);
    backend.binary(new Binary(kind, shape, shape), of(6, -4, NAN), of(2, 8, 1), y);
    assertValues(y, expected);
  }

  @Test
  void arithmetic() {
    assertBinary(Binary.Kind.ADD, 8, 4, NAN);
    assertBinary(Binary.Kind.SUBTRACT, 4, -12, NAN);
    assertBinary(Binary.Kind.MULTIPLY, 12, -32, NAN);
    assertBinary(Binary.Kind.DIVIDE, 3, -0.5, NAN);
    assertBinary(Binary.Kind.MAXIMUM, 6, 8, NAN);
    assertBinary(Binary.Kind.MINIMUM, 2, -4, NAN);
  }

  @Test
  void broadcasts() {
    var y = output(6);
    var op = new Binary(Binary.Kind.ADD, Shape.of(2, 1), Shape.of(3));
    backend.binary(op, of(10, 20), of(1, 2, 3), y);
    assertValues(y, 11, 12, 13, 21, 22, 23);
    var z = output(4);
    backend.binary(
        new Binary(Binary.Kind.SUBTRACT, Shape.of(), Shape.of(2, 2)), of(1), counting(0, 4), z);
    assertValues(z, 1, 0, -1, -2);
    var a = counting(1, 4);
    backend.binary(new Binary(Binary.Kind.MULTIPLY, Shape.of(2, 2), Shape.of(2)), a, of(1, -1), a);
    assertValues(a, 1, -2, 3, -4);
  }

  @Test
  void axpbyNeverReadsWhatItForgets() {
    var y = of(1, NAN);
    backend.axpby(new Axpby(1, 2, 3), of(5), y);
    assertValues(y, 13, NAN);
    backend.axpby(new Axpby(2, 2, 0), of(5, POSITIVE_INFINITY), y);
    assertValues(y, 10, POSITIVE_INFINITY);
    backend.axpby(new Axpby(1, 1, 1), y, y);
    assertValues(y, 20, POSITIVE_INFINITY);
  }

  @Test
  void dropoutFollowsTheStream() {
    // seed 0 begins with 0.3991, 0.8805, 0.7357, 0.6055
    var x = of(1, 2, 3, NAN);
    var y = output(4);
    backend.dropout(new Dropout(4, 0.75f), RandomState.of(0), x, y);
    assertValues(y, 0, 8, 0, 0);
    backend.dropout(new Dropout(4, 0.5f), RandomState.of(0), x, y);
    assertValues(y, 0, 4, 6, NAN);
    backend.dropout(new Dropout(4, 0), RandomState.of(0), x, y);
    assertValues(y, 1, 2, 3, NAN);
  }
}
