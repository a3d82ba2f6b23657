package dev.fovea.kernels.java.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Which of two values is the maximum: the larger, NaN before all others, and of equals the first.
 * Both rules say where the best so far stays, to be blended into the value, which was just read:
 * what a loop carries has no class that C2 could see, and a call of blend that it doesn't inline
 * makes each vector an object.
 */
public final class FirstMaximum {
  private FirstMaximum() {}

  /** Where the best so far stays. */
  public static VectorMask<Float> loses(FloatVector value, FloatVector best) {
    return losesAsNumber(value, best).or(best.compare(VectorOperators.NE, best));
  }

  /** The same where the best so far is no NaN. */
  public static VectorMask<Float> losesAsNumber(FloatVector value, FloatVector best) {
    return value.compare(VectorOperators.LE, best);
  }

  /**
   * The larger of two numbers, the first of equals; NaN where the second is one. Not max, whose
   * rules for NaN and -0 cost several instructions.
   */
  public static FloatVector larger(FloatVector best, FloatVector value) {
    return value.blend(best, losesAsNumber(value, best));
  }

  /**
   * Whether a sum of values, which a loop carried, shows that all of them were numbers. The sum of
   * infinities of both signs is a false alarm.
   */
  public static boolean areNumbers(FloatVector sum) {
    return !FloatVector.zero(Lanes.SPECIES).add(sum).test(VectorOperators.IS_NAN).anyTrue();
  }
}
