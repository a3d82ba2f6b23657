package dev.fovea.conformance.cases;

import dev.fovea.backend.FoveaException;
import java.util.regex.Pattern;

/**
 * Regenerates a case: {@code conv2d:17} is the listed one of that number, {@code
 * conv2d:seed=123:index=77} a random one, {@code :size=3} at the end keeps its sizes down.
 *
 * @param method the SPI method
 * @param seed what a random case was drawn from; null for a listed one
 * @param index place in the list, or in the run of random cases
 * @param size the largest size that may be drawn
 */
public record CaseId(String method, Long seed, int index, int size) {
  private static final Pattern LISTED = Pattern.compile("(\\w+):(\\d{1,9})");
  private static final Pattern RANDOM =
      Pattern.compile("(\\w+):seed=(-?\\d{1,19}):index=(\\d{1,9})(?::size=(\\d{1,9}))?");

  /** A listed case. */
  public static CaseId listed(String method, int index) {
    return new CaseId(method, null, index, Integer.MAX_VALUE);
  }

  /** A random case. */
  public static CaseId random(String method, long seed, int index) {
    return new CaseId(method, seed, index, Integer.MAX_VALUE);
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws FoveaException if it can't be read
   */
  public static CaseId parse(String text) {
    var listed = LISTED.matcher(text);
    if (listed.matches()) {
      return listed(listed.group(1), Integer.parseInt(listed.group(2)));
    }
    var random = RANDOM.matcher(text);
    if (random.matches()) {
      var size = random.group(4);
      return random(
              random.group(1), Long.parseLong(random.group(2)), Integer.parseInt(random.group(3)))
          .withSize(size == null ? Integer.MAX_VALUE : Math.max(1, Integer.parseInt(size)));
    }
    throw new FoveaException(
        "check: no case id: case=" + text + "; write conv2d:17 or conv2d:seed=123:index=77");
  }

  /** The same case drawn with smaller sizes. */
  public CaseId withSize(int size) {
    return new CaseId(method, seed, index, size);
  }

  /** Whether it is in the list, not random. */
  public boolean isListed() {
    return seed == null;
  }

  Draw draw() {
    return new Draw(seed, index, size);
  }

  @Override
  public String toString() {
    if (isListed()) {
      return method + ":" + index;
    }
    return method
        + ":seed="
        + seed
        + ":index="
        + index
        + (size == Integer.MAX_VALUE ? "" : ":size=" + size);
  }
}
