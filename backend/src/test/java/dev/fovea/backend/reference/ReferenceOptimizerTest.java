package dev.fovea.backend.reference;

import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.SgdStep;
import org.junit.jupiter.api.Test;

class ReferenceOptimizerTest extends ReferenceFixture {
  @Test
  void gradientDescent() {
    var w = of(1);
    backend.sgdStep(new SgdStep(1, 0.25f, 0, false, 0.5f), w, of(0.5), null);
    assertValues(w, 1 - 0.25 * (0.5 + 0.5));
  }

  @Test
  void momentum() {
    var w = of(1);
    var velocity = of(1);
    backend.sgdStep(new SgdStep(1, 0.25f, 0.5f, false, 0.5f), w, of(0.5), velocity);
    assertValues(velocity, 1.5);
    assertValues(w, 1 - 0.25 * 1.5);
  }

  @Test
  void nesterovLooksAhead() {
    var w = of(1);
    var velocity = of(1);
    backend.sgdStep(new SgdStep(1, 0.25f, 0.5f, true, 0.5f), w, of(0.5), velocity);
    assertValues(velocity, 1.5);
    assertValues(w, 1 - 0.25 * (1 + 0.5 * 1.5));
  }

  @Test
  void theFirstStepOfAdamFollowsTheSign() {
    var w = of(1, 1);
    var m = of(0, 0);
    var v = of(0, 0);
    backend.adamStep(new AdamStep(2, 0.5f, 0.5f, 0.75f, 2, 0, false, 1), w, of(2, -6), m, v);
    assertValues(m, 1, -3);
    assertValues(v, 1, 9);
    assertValues(w, 1 - 0.5 * 2 / (2 + 2), 1 + 0.5 * 6 / (6 + 2));
  }

  /** m = ½·1 + ½·3 = 2, v = ¾·4 + ¼·9 = 5¼; corrected 8/3 and √12. */
  @Test
  void laterStepsOfAdam() {
    assertAdam(new AdamStep(1, 0.5f, 0.5f, 0.75f, 1, 0, false, 2), 3, 0);
  }

  @Test
  void weightDecayIsPartOfTheGradient() {
    assertAdam(new AdamStep(1, 0.5f, 0.5f, 0.75f, 1, 0.25f, false, 2), 2, 0);
  }

  @Test
  void decoupledWeightDecayIsNot() {
    assertAdam(new AdamStep(1, 0.5f, 0.5f, 0.75f, 1, 0.25f, true, 2), 3, 0.5 * 0.25 * 4);
  }

  private void assertAdam(AdamStep op, double gradient, double decay) {
    var w = of(4);
    var m = of(1);
    var v = of(4);
    backend.adamStep(op, w, of(gradient), m, v);
    assertValues(m, 2);
    assertValues(v, 5.25);
    assertValues(w, 4 - 0.5 * (8.0 / 3) / (Math.sqrt(12) + 1) - decay);
  }
}
