package dev.fovea.backend.random;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.Fill;
import java.lang.foreign.MemorySegment;

/**
 * Random fills, one 32-bit word of {@link Philox} to an element. Every step is a single IEEE 754
 * operation, rounded to nearest and never fused, so every backend that follows the same steps gives
 * the same bits:
 *
 * <ul>
 *   <li>uniform, in float: {@code u = (word >>> 8) · 2^-24}, {@code width = b - a}, {@code y = a +
 *       width · u}; where {@code a + width · u} lies closer to b than to any smaller float, it
 *       rounds to b
 *   <li>normal, in double: {@code p = ((word >>> 8) + 0.5) · 2^-24}, {@code z =} {@link
 *       NormalQuantile#of}{@code (p)}, {@code y = (float) (a + b · z)}
 * </ul>
 */
public final class RandomFill {
  private RandomFill() {}

  /** The value that a random fill makes of one word. */
  public static float value(Fill op, int word) {
    return switch (op.kind()) {
      case CONSTANT -> op.a();
      case UNIFORM -> op.a() + (op.b() - op.a()) * Philox.uniform(word);
      case NORMAL -> (float) (op.a() + op.b() * normal(word));
    };
  }

  /** A standard normal number. */
  static double normal(int word) {
    return NormalQuantile.of(((word >>> 8) + 0.5) * 0x1p-24);
  }

  /**
   * Fills elements {@code [begin, end)} of a float32 segment; ranges may be filled in any order and
   * on any threads.
   */
  public static void fill(Fill op, RandomState random, MemorySegment floats, long begin, long end) {
    var words = new int[4];
    for (long i = begin; i < end; i++) {
      int lane = (int) (i % 4);
      if (lane == 0 || i == begin) {
        Philox.block(random.seed(), random.offset() + i / 4, words);
      }
      floats.setAtIndex(JAVA_FLOAT, i, value(op, words[lane]));
    }
  }
}
