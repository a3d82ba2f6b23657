package dev.fovea.cli.plots;

import java.awt.Color;

/** Colours that stay apart for the colour-blind (Okabe and Ito 2008), and greys for the rest. */
public final class Palette {
  /** The first series. */
  public static final Color BLUE = new Color(0x0072B2);

  /** The second series. */
  public static final Color VERMILION = new Color(0xD55E00);

  /** Titles. */
  public static final Color TEXT = new Color(0x222222);

  /** Labels. */
  public static final Color FAINT = new Color(0x777777);

  /** Lines behind. */
  public static final Color GRID = new Color(0xE4E4E4);

  private Palette() {}

  /** A mixture of white and a colour: 0 is white, 1 the colour. */
  static Color tint(Color color, double share) {
    return new Color(
        mix(color.getRed(), share), mix(color.getGreen(), share), mix(color.getBlue(), share));
  }

  private static int mix(int channel, double share) {
    return (int) Math.round(255 + (channel - 255) * Math.clamp(share, 0, 1));
  }
}
