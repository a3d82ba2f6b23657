package dev.fovea.conformance.cases;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/** Draws geometries and inputs from a seed. Every value drawn is exact in float32. */
final class Draw {
  /** Sizes around the edges of vectors, tiles and blocks. */
  static final int[] AWKWARD = {1, 3, 16, 17, 63, 64, 65, 129};

  private final SplittableRandom random;
  private final int largest;

  /**
   * A stream of its own for each case.
   *
   * @param seed of the run
   * @param index of the case in the run
   * @param largest sizes stay at or below this one: smaller ones make smaller reproductions
   */
  Draw(long seed, long index, int largest) {
    random =
        new SplittableRandom(new SplittableRandom(seed).nextLong() + index * 0x9E3779B97F4A7C15L);
    this.largest = largest;
  }

  /** A size from 1 to {@code most}, often an awkward one. */
  int size(int most) {
    int limit = Math.min(most, largest);
    if (chance(0.4)) {
      int awkward = AWKWARD[random.nextInt(AWKWARD.length)];
      if (awkward <= limit) {
        return awkward;
      }
    }
    return 1 + random.nextInt(limit);
  }

  /** An integer from {@code low} to {@code high}, both included. */
  int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  /** True with this probability. */
  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** A random 64-bit word. */
  long word() {
    return random.nextLong();
  }

  /** One of the values. */
  @SafeVarargs
  final <T> T oneOf(T... values) {
    return values[random.nextInt(values.length)];
  }

  /** The numbers below {@code count} in random order. */
  int[] permutation(int count) {
    var order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Uniform in [-1, 1). */
  double[] values(long length) {
    return uniform(length, -1, 1);
  }

  /** Uniform in [low, high). */
  double[] uniform(long length, double low, double high) {
    return fill(length, () -> low + (high - low) * random.nextDouble());
  }

  /** Absolute value uniform in [low, high), either sign: keeps clear of a kink or pole at zero. */
  double[] signed(long length, double low, double high) {
    return fill(
        length, () -> (low + (high - low) * random.nextDouble()) * (random.nextBoolean() ? 1 : -1));
  }

  /** No two equal, evenly spread over [-1, 1): a maximum stays where it is under small changes. */
  double[] distinct(long length) {
    var order = permutation(Math.toIntExact(length));
    return Arrays.stream(order).mapToDouble(i -> (float) (2.0 * i / length - 1)).toArray();
  }

  /** Integers from {@code low} to {@code high}, both included. */
  double[] integers(long length, int low, int high) {
    return fill(length, () -> between(low, high));
  }

  /** One value everywhere. */
  double[] constant(long length, double value) {
    return fill(length, () -> value);
  }

  /** Puts each special value, exact in the type of the values, in a random place. */
  double[] with(double[] values, double... specials) {
    for (double special : specials) {
      values[random.nextInt(values.length)] = special;
    }
    return values;
  }

  private static double[] fill(long length, DoubleSupplier value) {
    var values = new double[Math.toIntExact(length)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) value.getAsDouble();
    }
    return values;
  }
}
