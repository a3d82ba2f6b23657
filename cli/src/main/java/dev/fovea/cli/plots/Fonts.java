package dev.fovea.cli.plots;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.util.Optional;

/** Text in pictures needs fonts, and a bare machine or container has none. */
public final class Fonts {
  private Fonts() {}

  /** The font of all pictures. */
  public static Font sans(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /** One sentence if text can't be drawn here; empty if it can. */
  public static Optional<String> missing() {
    try {
      sans(Font.PLAIN, 12).getStringBounds("0", new FontRenderContext(null, true, true));
      return Optional.empty();
    } catch (RuntimeException | Error e) { // the JDK throws a plain Error where it finds no font
      return Optional.of(
          "Java finds no fonts here, so no pictures can be drawn; install some"
              + " (Debian: apt-get install fontconfig fonts-dejavu-core)");
    }
  }
}
