package dev.fovea.kernels.java.simd;

import static dev.fovea.kernels.java.simd.Lanes.multiplyAdd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transcendental functions of whole vectors: {@code exp} and {@code log} to one unit in the last
 * place, the others to four, relative to the result also where it is tiny. A lane's result depends
 * on its value alone. The Vector API's own {@code EXP}, {@code LOG} and {@code TANH} are library
 * calls on some machines and one scalar call per lane on the others; these are the same
 * instructions everywhere.
 *
 * <p>The arguments are reduced as W. J. Cody and W. Waite do ("Software manual for the elementary
 * functions", 1980): what remains is small enough for a short polynomial.
 */
public final class VectorMath {
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, Lanes.SPECIES.vectorShape());

  private static final float LOG2_E = 0x1.715476p0f;

  private static final float LN2 = 0x1.62e43p-1f;

  /** {@code ln 2} as a sum; the first part has so few bits that an exponent times it is exact. */
  private static final float LN2_HIGH = 0x1.62e4p-1f;

  private static final float LN2_LOW = 0x1.7f7d1cp-20f;

  /** {@code 1.5 · 2^23}: adding it rounds to an integer, which is then in the low bits. */
  private static final float ROUNDER = 0x1.8p23f;

  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

  private static final int EXPONENT_BIAS = 127;

  /** The low bits are then those of a biased exponent. */
  private static final float BIASED_ROUNDER = ROUNDER + EXPONENT_BIAS;

  /** {@code exp} of less is 0, even among subnormal numbers. */
  private static final float EXP_LOWEST = -104;

  /** {@code -126 · ln 2}, rounded up: {@code exp} of less is subnormal. */
  private static final float EXP_NORMAL = -87.33654f;

  /** {@code exp} of more is infinite. */
  private static final float EXP_HIGHEST = 89;

  /** {@code exp} of more is a normal number, and so is a power of two a little below it. */
  private static final float EXP_TINY = -80;

  /** Exponents are raised by this where a result may be subnormal, for their scale is not; */
  private static final int SUBNORMAL_SHIFT = 25;

  /** and the result is brought down by it. */
  private static final float SUBNORMAL_SCALE = 0x1p-25f;

  private static final float SUBNORMAL_ROUNDER = BIASED_ROUNDER + SUBNORMAL_SHIFT;

  /** {@code tanh} of more is 1. */
  private static final float TANH_HIGHEST = 10;

  private static final int SQRT_HALF_BITS = 0x3f3504f3;
  private static final int LOWEST_NORMAL_BITS = Float.floatToRawIntBits(Float.MIN_NORMAL);
  private static final int HIGHEST_BITS = Float.floatToRawIntBits(Float.MAX_VALUE);
  private static final int EXPONENT_SHIFT = 23;

  private VectorMath() {}

  /** {@code exp(x)}; overflows to infinity, underflows gradually to 0. */
  public static FloatVector exp(FloatVector x) {
    // An exponent one less than the result's: 2^128 is no float32.
    var rounded = multiplyAdd(x, broadcast(LOG2_E), broadcast(BIASED_ROUNDER - 1));
    var isTiny = x.compare(VectorOperators.LT, EXP_TINY);
    var scale = powerOfTwo(rounded.reinterpretAsInts().add(SUBNORMAL_SHIFT, isTiny.cast(INTS)));
    var k = rounded.sub(BIASED_ROUNDER - 1);
    var r = multiplyAdd(k, broadcast(-LN2_LOW), multiplyAdd(k, broadcast(-LN2_HIGH), x));
    var rest = broadcast(2).blend(2 * SUBNORMAL_SCALE, isTiny);
    var result = multiplyAdd(expm1Ratio(r, 1), r.mul(scale), scale).mul(rest);
    result = result.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, EXP_HIGHEST));
    return result.blend(0, x.compare(VectorOperators.LT, EXP_LOWEST));
  }

  /** {@code exp(-x)} for {@code x >= 0}, in two thirds of the operations. */
  private static FloatVector expOfMinus(FloatVector x) {
    var rounded = multiplyAdd(x, broadcast(-LOG2_E), broadcast(SUBNORMAL_ROUNDER));
    var scale = powerOfTwo(rounded.reinterpretAsInts());
    var k = rounded.sub(SUBNORMAL_ROUNDER);
    var r = multiplyAdd(k, broadcast(LN2_LOW), multiplyAdd(k, broadcast(LN2_HIGH), x));
    var result = multiplyAdd(expm1Ratio(r, -1), r.mul(scale), scale).mul(SUBNORMAL_SCALE);
    return result.blend(0, x.compare(VectorOperators.GT, -EXP_LOWEST));
  }

  /**
   * {@code exp(x)} for a difference {@code x <= 0}; what would be a subnormal number is 0. One
   * constant stands for ln 2: it is off by a twentieth of what the difference was rounded by.
   */
  public static FloatVector expOfNegative(FloatVector x) {
    var rounded = multiplyAdd(x, broadcast(LOG2_E), broadcast(BIASED_ROUNDER));
    var scale = powerOfTwo(rounded.reinterpretAsInts());
    var r = multiplyAdd(rounded.sub(BIASED_ROUNDER), broadcast(-LN2), x);
    var result = multiplyAdd(expm1Ratio(r, 1), r.mul(scale), scale);
    return result.blend(0, x.compare(VectorOperators.LT, EXP_NORMAL));
  }

  /**
   * {@code exp(-2x) - 1} for {@code x >= 0}, precise where it is small: with {@code r = x + k · ln
   * 2 / 2} it is {@code 2ᵏ - 1 + 2ᵏ · (exp(-2r) - 1)}. One constant stands for ln 2: where k is not
   * 0, neither is the result small.
   */
  private static FloatVector expm1OfMinusTwice(FloatVector x) {
    var rounded = multiplyAdd(x, broadcast(-2 * LOG2_E), broadcast(BIASED_ROUNDER));
    var scale = powerOfTwo(rounded.reinterpretAsInts());
    var r = multiplyAdd(rounded.sub(BIASED_ROUNDER), broadcast(LN2 / 2), x);
    var result = multiplyAdd(expm1Ratio(r, -2), r.mul(scale), scale.sub(1));
    return result.blend(-1, x.compare(VectorOperators.GT, TANH_HIGHEST));
  }

  /**
   * {@code (exp(s·r) - 1) / r = s + s²r · p(s·r)} for s·r in {@code ±ln 2 / 2}; p is the polynomial
   * of degree 4 whose largest error is smallest (E. Remez's exchange), 0.06 roundoffs of exp(s·r).
   * Its coefficients are taken by pairs (G. Estrin, 1960): a loop waits for the longest chain of
   * operations.
   *
   * @param s a power of two or the negative of one, so that its powers are exact
   */
  private static FloatVector expm1Ratio(FloatVector r, float s) {
    float s2 = s * s;
    float s4 = s2 * s2;
    var square = r.mul(r);
    var low = multiplyAdd(r, broadcast(s2 * 0x1.fffffcp-2f), broadcast(s));
    var middle = multiplyAdd(r, broadcast(s4 * 0x1.555916p-5f), broadcast(s * s2 * 0x1.55548ap-3f));
    var high =
        multiplyAdd(r, broadcast(s2 * s4 * 0x1.6a1a72p-10f), broadcast(s * s4 * 0x1.123fc6p-7f));
    return multiplyAdd(multiplyAdd(high, square, middle), square, low);
  }

  /** {@code 2^k} of a number whose low bits are the biased exponent of k. */
  private static FloatVector powerOfTwo(IntVector bits) {
    return bits.lanewise(VectorOperators.LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
  }

  /** {@code ln(x)}: NaN below 0, -∞ at 0. */
  public static FloatVector log(FloatVector x) {
    var subnormal = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
    var normal = x.blend(x.mul(0x1p25f), subnormal);
    var bits = normal.reinterpretAsInts();
    var exponent = exponent(bits);
    var k = number(exponent);
    k = k.blend(k.sub(25), subnormal);
    var result = logOfMantissa(mantissa(bits, exponent).sub(1), k);
    result = result.blend(x, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
    result = result.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0));
    // Only a number that is not below 0 has a logarithm: this also lets NaN through.
    return result.blend(Float.NaN, x.compare(VectorOperators.GE, 0).not());
  }

  /** The same bits where all lanes are normal positive numbers; see {@link #areNormal}. */
  public static FloatVector logOfNormal(FloatVector x) {
    var bits = x.reinterpretAsInts();
    var exponent = exponent(bits);
    return logOfMantissa(mantissa(bits, exponent).sub(1), number(exponent));
  }

  /**
   * Whether values of which these are the lowest and the highest bits are {@link #logOfNormal}'s.
   */
  public static boolean areNormal(int lowestBits, int highestBits) {
    return lowestBits >= LOWEST_NORMAL_BITS && highestBits <= HIGHEST_BITS;
  }

  /** Of bits of positive numbers that are m · 2ⁿ, m in [√½, √2): n. */
  private static IntVector exponent(IntVector bits) {
    return bits.sub(SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, EXPONENT_SHIFT);
  }

  private static FloatVector mantissa(IntVector bits, IntVector exponent) {
    return bits.sub(exponent.lanewise(VectorOperators.LSHL, EXPONENT_SHIFT)).reinterpretAsFloats();
  }

  private static FloatVector number(IntVector small) {
    return small.add(ROUNDER_BITS).reinterpretAsFloats().sub(ROUNDER);
  }

  /**
   * {@code k · ln 2 + ln(1 + f)}, 1+f in [√½, √2): with {@code s = f / (2 + f)}, {@code ln(1 + f) =
   * f - (f²/2 - s · (f²/2 + R))}, {@code R = 2/3 · s² + 2/5 · s⁴ + …}, where the leading f is
   * exact.
   */
  private static FloatVector logOfMantissa(FloatVector f, FloatVector k) {
    var s = f.div(f.add(2));
    var t = s.mul(s);
    var sum = multiplyAdd(t, broadcast(2f / 9), broadcast(2f / 7));
    sum = multiplyAdd(sum, t, broadcast(2f / 5));
    sum = multiplyAdd(sum, t, broadcast(2f / 3)).mul(t);
    var halfSquare = f.mul(f).mul(0.5f);
    var tail = multiplyAdd(s, halfSquare.add(sum), k.mul(LN2_LOW));
    return multiplyAdd(k, broadcast(LN2_HIGH), f.sub(halfSquare.sub(tail)));
  }

  /** {@code tanh(x)}, precise where it is small: {@code -e / (2 + e)}, e = exp(-2|x|) - 1. */
  public static FloatVector tanh(FloatVector x) {
    var e = expm1OfMinusTwice(x.abs());
    return withSignOf(x, e.div(e.add(2)));
  }

  /**
   * {@code 1 / (1 + exp(-x))}, precise on both sides: {@code e / (1 + e)} below 0, e = exp(-|x|).
   */
  public static FloatVector sigmoid(FloatVector x) {
    var e = expOfMinus(x.abs());
    return e.blend(1, x.compare(VectorOperators.GE, 0)).div(e.add(1));
  }

  /** Derivative of {@link #sigmoid}: {@code e / (1 + e)²}, e = exp(-|x|). */
  public static FloatVector sigmoidSlope(FloatVector x) {
    var e = expOfMinus(x.abs());
    var sum = e.add(1);
    return e.div(sum.mul(sum));
  }

  /** Derivative of {@link #tanh}: four times that of sigmoid at 2x. */
  public static FloatVector tanhSlope(FloatVector x) {
    return sigmoidSlope(x.add(x)).mul(4);
  }

  private static FloatVector withSignOf(FloatVector x, FloatVector magnitude) {
    return magnitude
        .reinterpretAsInts()
        .lanewise(VectorOperators.BITWISE_BLEND, x.reinterpretAsInts(), Integer.MIN_VALUE)
        .reinterpretAsFloats();
  }

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(Lanes.SPECIES, value);
  }
}
