package dev.fovea.backend;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How sums of products may be computed. A backend never does it less exactly than it was told. */
public enum Precision {
  /**
   * float32 by any algorithm. Convolutions may use Winograd's, which multiplies less: errors are
   * some roundoffs of the largest sum in a tile of the image, not of each sum, and a NaN or an
   * infinity in the image reaches outputs nearby that it isn't a term of.
   */
  FLOAT32,

  /** float32, each result a sum of its own products and nothing else. */
  STRICT_FLOAT32,

  /**
   * Factors may be rounded to 10 bits after the point, as tensor cores want them; sums in float32.
   */
  TF32,

  /** Factors may be rounded to bfloat16, 7 bits after the point; sums in float32. */
  BFLOAT16;

  /** The name that users give: {@code tf32}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The precision of that name. */
  public static Optional<Precision> find(String id) {
    return Arrays.stream(values())
        .filter(precision -> precision.name().equalsIgnoreCase(id.strip()))
        .findFirst();
  }

  /** All names, with commas between them. */
  public static String ids() {
    return Arrays.stream(values()).map(Precision::id).collect(Collectors.joining(", "));
  }
}
