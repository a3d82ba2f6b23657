package dev.fovea.cli.plots;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;

/** What can be drawn with Java 2D: as pixels or as curves. */
public interface Picture {
  /** Width in pixels. */
  int width();

  /** Height in pixels. */
  int height();

  /** Draws on {@code [0, width) × [0, height)}. */
  void paint(Graphics2D graphics);

  /** As a PNG file at twice the size, for dense screens. */
  default byte[] toPng() {
    final int scale = 2;
    var image = new BufferedImage(scale * width(), scale * height(), BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.scale(scale, scale);
    paintSmoothly(graphics);
    graphics.dispose();
    var bytes = new ByteArrayOutputStream();
    try {
      ImageIO.setUseCache(false);
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e); // memory doesn't fail
    }
    return bytes.toByteArray();
  }

  /** As an SVG file; text becomes curves, so that it looks the same everywhere. */
  default byte[] toSvg() {
    var graphics = new SVGGraphics2D(emptySvg());
    graphics.setSVGCanvasSize(new Dimension(width(), height()));
    paintSmoothly(graphics);
    var bytes = new ByteArrayOutputStream();
    try (var writer = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
      graphics.stream(writer, true);
    } catch (IOException e) {
      throw new IllegalStateException(e); // memory doesn't fail
    }
    return bytes.toByteArray();
  }

  private void paintSmoothly(Graphics2D graphics) {
    graphics.addRenderingHints(
        Map.of(
            RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON,
            RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON,
            RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE));
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width(), height());
    paint(graphics);
  }

  private static org.w3c.dom.Document emptySvg() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e); // the JDK's own parser, not configured
    }
  }
}
