package dev.fovea.backend.op;

import static dev.fovea.backend.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Records whose geometry is a length or rows and columns. */
class ScalarRecordsTest {
  @Test
  void reductionsDeriveSizes() {
    var shape = Shape.of(2, 3, 5);
    var op = Reduce.of(Reduce.Kind.MEAN, shape, 0, 2);
    assertEquals(Shape.of(3), op.output());
    assertEquals(10, op.count());
    assertEquals("mean", op.operation());
    assertEquals(Shape.of(), Reduce.all(Reduce.Kind.SUM, 17).output());
    assertEquals(new ArgMax(2, 3, 5), ArgMax.of(shape, 1));
    assertEquals(new ArgMax(6, 5, 1), ArgMax.of(shape, -1));
    assertEquals(30, new ArgMax(2, 3, 5).inputLength());
    assertEquals(10, new ArgMax(2, 3, 5).outputLength());
    assertEquals(15, new Softmax(3, 5, true).length());
    assertEquals(3, new CrossEntropy(3, 5, CrossEntropy.Target.CLASS_INDEX).targetLength());
    assertEquals(15, new CrossEntropy(3, 5, CrossEntropy.Target.SOFT).targetLength());
    assertEquals(15, new BatchNorm(3, 5, 1e-5f, 0.1f).length());
    assertEquals(15, new LayerNorm(3, 5, 1e-5f).length());
  }

  @Test
  void reductionsRefuse() {
    var shape = Shape.of(2, 3);
    assertRefused("reduce: no axes: input=[2,3]", () -> Reduce.of(Reduce.Kind.SUM, shape));
    assertRefused(
        "reduce: axes must ascend within the rank: axes=[1, 0], input=[2,3]",
        () -> Reduce.of(Reduce.Kind.SUM, shape, 1, 0));
    assertRefused(
        "reduce: axes must ascend within the rank: axes=[2], input=[2,3]",
        () -> Reduce.of(Reduce.Kind.SUM, shape, 2));
    assertRefused(
        "reduce: empty input: input=[2,0]", () -> Reduce.of(Reduce.Kind.SUM, Shape.of(2, 0), 0));
    assertRefused(
        "argMax: sizes must be positive: outer=1, size=0, inner=1", () -> new ArgMax(1, 0, 1));
    assertRefused(
        "nonMaximumSuppression: count must not be negative: count=-1",
        () -> new NonMaximumSuppression(-1, 0.5f));
    assertRefused(
        "nonMaximumSuppression: threshold must lie in [0, 1]: threshold=NaN",
        () -> new NonMaximumSuppression(1, Float.NaN));
    assertRefused(
        "softmax: sizes must be positive: rows=0, classes=5", () -> new Softmax(0, 5, false));
    assertRefused(
        "crossEntropy: sizes must be positive: rows=3, classes=0",
        () -> new CrossEntropy(3, 0, CrossEntropy.Target.SOFT));
  }

  @Test
  void normalisationsRefuse() {
    assertRefused(
        "batchNorm: sizes must be positive: rows=0, channels=5",
        () -> new BatchNorm(0, 5, 1e-5f, 0.1f));
    assertRefused(
        "batchNorm: epsilon must be positive: epsilon=0.0", () -> new BatchNorm(3, 5, 0, 0.1f));
    assertRefused(
        "batchNorm: momentum must lie in [0, 1]: momentum=1.5",
        () -> new BatchNorm(3, 5, 1e-5f, 1.5f));
    assertRefused(
        "layerNorm: sizes must be positive: rows=3, features=0", () -> new LayerNorm(3, 0, 1));
    assertRefused(
        "layerNorm: epsilon must be positive: epsilon=NaN", () -> new LayerNorm(3, 5, Float.NaN));
  }

  @Test
  void elementwiseOperationsRefuse() {
    assertRefused("unary: length must be positive: length=0", () -> Unary.of(Unary.Kind.RELU, 0));
    assertRefused("axpby: length must be positive: length=0", () -> new Axpby(0, 1, 1));
    assertRefused("fill: length must be positive: length=-1", () -> Fill.constant(-1, 0));
    assertRefused("dropout: length must be positive: length=0", () -> new Dropout(0, 0.5f));
    assertRefused(
        "dropout: probability must lie in [0, 1): probability=1.0", () -> new Dropout(3, 1));
    assertRefused(
        "sgdStep: momentum must lie in [0, 1): momentum=1.0",
        () -> new SgdStep(3, 0.1f, 1, false, 0));
    assertRefused(
        "sgdStep: Nesterov needs momentum: momentum=0.0", () -> new SgdStep(3, 0.1f, 0, true, 0));
    assertRefused("sgdSteps: no parameters", () -> new SgdSteps(List.of()));
    assertRefused("adamSteps: no parameters", () -> new AdamSteps(List.of()));
    var mixed = List.of(new SgdStep(3, 0.1f, 0, false, 0), new SgdStep(3, 0.1f, 0.5f, false, 0));
    assertRefused(
        "sgdSteps: momentum for all parameters or for none: steps=" + mixed,
        () -> new SgdSteps(mixed));
    assertRefused(
        "adamStep: betas must lie in [0, 1): beta1=0.5, beta2=1.0",
        () -> new AdamStep(3, 0.1f, 0.5f, 1, 1e-8f, 0, false, 1));
    assertRefused(
        "adamStep: steps count from 1: step=0",
        () -> new AdamStep(3, 0.1f, 0.5f, 0.75f, 1e-8f, 0, false, 0));
  }

  @Test
  void adamCorrectsItsBias() {
    var op = new AdamStep(3, 0.75f, 0.5f, 0.5f, 1e-8f, 0, false, 2);
    assertEquals(1, op.stepSize()); // 0.75 / (1 - 0.25)
    assertEquals((float) Math.sqrt(0.75), op.rootCorrection());
  }
}
