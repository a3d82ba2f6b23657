package dev.fovea.cli;

import java.time.Duration;
import java.util.Locale;

/** Quantities as people read them. */
public final class Units {
  private static final String[] BINARY = {"bytes", "KiB", "MiB", "GiB", "TiB"};

  private Units() {}

  /** Bytes with a binary unit, as {@code 1.5 MiB}. */
  public static String bytes(long bytes) {
    if (bytes == Long.MAX_VALUE) {
      return "no limit";
    }
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < BINARY.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0
        ? bytes + " bytes"
        : String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, BINARY[unit]);
  }

  /** A share as a percentage with two decimals. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /** A whole number with digits in groups of three. */
  static String grouped(double value) {
    return String.format(Locale.ROOT, "%,d", Math.round(value));
  }

  /** A time span, as {@code 4.2 s} or {@code 3 min 05 s}. */
  public static String span(Duration time) {
    return time.toSeconds() < 60
        ? String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3)
        : String.format(Locale.ROOT, "%d min %02d s", time.toMinutes(), time.toSecondsPart());
  }
}
