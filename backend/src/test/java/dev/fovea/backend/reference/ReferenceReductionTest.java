package dev.fovea.backend.reference;

import static java.lang.Double.NEGATIVE_INFINITY;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.ArgMax;
import dev.fovea.backend.op.CrossEntropy;
import dev.fovea.backend.op.CrossEntropy.Target;
import dev.fovea.backend.op.NonMaximumSuppression;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Softmax;
import org.junit.jupiter.api.Test;

/** Logits of 0 and ln 3: probabilities of ¼ and ¾. */
class ReferenceReductionTest extends ReferenceFixture {
  private static final double LN3 = Math.log(3);
  private static final double LN4 = Math.log(4);
  private static final Shape SHAPE = Shape.of(2, 3, 2);

  private Buffer reduce(Reduce op, Buffer x) {
    var y = output((int) op.output().elements());
    backend.reduce(op, x, y);
    return y;
  }

  @Test
  void reducesAnyAxes() {
    var x = counting(1, 12);
    assertValues(reduce(Reduce.of(Reduce.Kind.SUM, SHAPE, 1), x), 9, 12, 27, 30);
    assertValues(reduce(Reduce.of(Reduce.Kind.SUM, SHAPE, 0, 2), x), 18, 26, 34);
    assertValues(reduce(Reduce.of(Reduce.Kind.MEAN, SHAPE, 0, 2), x), 4.5, 6.5, 8.5);
    assertValues(reduce(Reduce.all(Reduce.Kind.MEAN, 12), x), 6.5);
    assertValues(reduce(Reduce.all(Reduce.Kind.SUM_OF_SQUARES, 12), x), 650);
    assertValues(reduce(Reduce.of(Reduce.Kind.MAX, SHAPE, 0), x), 7, 8, 9, 10, 11, 12);
    assertValues(reduce(Reduce.of(Reduce.Kind.MIN, SHAPE, 2), x), 1, 3, 5, 7, 9, 11);
  }

  @Test
  void extremaCarryNan() {
    var op = Reduce.of(Reduce.Kind.MAX, Shape.of(3, 2), 1);
    var x = of(NAN, 1, 2, NAN, NEGATIVE_INFINITY, NEGATIVE_INFINITY);
    assertValues(reduce(op, x), NAN, NAN, NEGATIVE_INFINITY);
    assertValues(
        reduce(Reduce.of(Reduce.Kind.MIN, Shape.of(2, 2), 1), of(1, NAN, -1, -2)), NAN, -2);
  }

  @Test
  void sumsInDouble() {
    assertValues(reduce(Reduce.all(Reduce.Kind.SUM, 3), of(0x1p24, 1, 1)), 0x1p24 + 2);
  }

  @Test
  void argMaxTakesTheFirst() {
    var y = ints(-1, -1, -1, -1);
    // columns of [2,3,2]: (1 7 7), (4 2 0), (NaN beats 9), (first of two NaNs)
    var x = of(1, 4, 7, 2, 7, 0, 9, 1, NAN, NAN, 0, NAN);
    backend.argMax(ArgMax.of(SHAPE, 1), x, y);
    assertInts(y, 1, 0, 1, 1);
  }

  /** 2×2 boxes: one shares 1 of 7 with the next, which shares 2 of 6 with the one after it. */
  @Test
  void suppressesWhatABetterBoxOverlaps() {
    var boxes = of(0, 0, 2, 2, 1, 1, 3, 3, 2, 1, 4, 3);
    var kept = ints(0, 0, 0);
    backend.nonMaximumSuppression(new NonMaximumSuppression(3, 0.25f), boxes, of(3, 2, 1), kept);
    assertInts(kept, 0, 1, -1);
    backend.nonMaximumSuppression(new NonMaximumSuppression(3, 0.125f), boxes, of(3, 2, 1), kept);
    assertInts(kept, 0, 2, -1);
    backend.nonMaximumSuppression(new NonMaximumSuppression(3, 0.125f), boxes, of(1, 2, 3), kept);
    assertInts(kept, 2, 0, -1);
    backend.nonMaximumSuppression(new NonMaximumSuppression(3, 0.5f), boxes, of(2, 3, 2), kept);
    assertInts(kept, 1, 0, 2);
  }

  @Test
  void suppressionLeavesOutNanAndLeavesAloneWhatHasNoArea() {
    var none = new NonMaximumSuppression(4, 0);
    var kept = ints(0, 0, 0, 0);
    // a number with a NaN for a score, one with a NaN for a corner, and a point twice
    var boxes = of(0, 0, 9, 9, 0, 0, NAN, 9, 1, 1, 1, 1, 1, 1, 1, 1);
    backend.nonMaximumSuppression(none, boxes, of(NAN, 9, NEGATIVE_INFINITY, 1), kept);
    assertInts(kept, 3, 2, -1, -1);
    backend.nonMaximumSuppression(new NonMaximumSuppression(0, 0), boxes, of(1), kept);
    assertInts(kept, 3, 2, -1, -1);
  }

  @Test
  void softmaxSumsToOne() {
    var y = output(4);
    backend.softmax(new Softmax(2, 2, false), of(0, LN3, 1000, 1000), y);
    assertValues(y, 0.25, 0.75, 0.5, 0.5);
    backend.softmax(new Softmax(1, 3, false), of(0, NEGATIVE_INFINITY, 0), y);
    assertValues(y, 0.5, 0, 0.5, 0.5);
  }

  @Test
  void logSoftmaxDoesNotUnderflow() {
    var y = output(4);
    backend.softmax(new Softmax(2, 2, true), of(0, LN3, -1000, 0), y);
    assertValues(y, -LN4, LN3 - LN4, -1000, 0);
  }

  @Test
  void softmaxGradients() {
    var dx = output(2);
    backend.softmaxGradient(new Softmax(1, 2, false), of(0.25, 0.75), of(4, 0), dx);
    assertValues(dx, 0.25 * 3, -0.75);
    backend.softmaxGradient(new Softmax(1, 2, true), of(-LN4, LN3 - LN4), of(4, 0), dx);
    assertValues(dx, 4 - 0.25 * 4, -0.75 * 4);
  }

  @Test
  void crossEntropyOfClasses() {
    var op = new CrossEntropy(4, 2, Target.CLASS_INDEX);
    var logits = of(0, LN3, 0, LN3, 0, LN3, NEGATIVE_INFINITY, 0);
    var targets = ints(0, 1, 2, 1);
    var losses = output(4);
    backend.crossEntropy(op, logits, targets, losses);
    assertValues(losses, LN4, LN4 - LN3, NAN, 0);
    var gradient = output(8);
    backend.crossEntropyGradient(op, logits, targets, of(1, 2, 1, 1), gradient);
    assertValues(gradient, -0.75, 0.75, 0.5, -0.5, NAN, NAN, 0, 0);
  }

  @Test
  void negativeClassesDoNotExist() {
    var losses = output(1);
    backend.crossEntropy(new CrossEntropy(1, 2, Target.CLASS_INDEX), of(0, 0), ints(-1), losses);
    assertValues(losses, NAN);
  }

  @Test
  void crossEntropyOfSoftTargets() {
    var op = new CrossEntropy(2, 2, Target.SOFT);
    var logits = of(0, LN3, NEGATIVE_INFINITY, 0);
    var targets = of(0.5, 0.25, 0, 1);
    var losses = output(2);
    backend.crossEntropy(op, logits, targets, losses);
    assertValues(losses, 0.5 * LN4 + 0.25 * (LN4 - LN3), 0);
    var gradient = output(4);
    backend.crossEntropyGradient(op, logits, targets, of(2, 2), gradient);
    assertValues(gradient, 2 * (0.25 * 0.75 - 0.5), 2 * (0.75 * 0.75 - 0.25), 0, 0);
  }
}
