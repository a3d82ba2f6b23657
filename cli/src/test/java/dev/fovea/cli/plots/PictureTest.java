package dev.fovea.cli.plots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PictureTest {
  @BeforeAll
  static void needsFonts() {
    System.setProperty("java.awt.headless", "true");
    assumeTrue(Fonts.missing().isEmpty(), () -> Fonts.missing().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16, 65})
  void theCurveIsDrawnInItsColours(int epochs) throws IOException {
    var loss = IntStream.range(0, epochs).mapToObj(e -> 1.0 / (e + 1)).toList();
    var accuracy = loss.stream().map(value -> 1 - value / 2).toList();
    var image = read(new TrainingCurve("lenet", loss, accuracy).toPng());
    assertEquals(1600, image.getWidth());
    assertEquals(960, image.getHeight());
    assertTrue(count(image, Palette.BLUE.getRGB()) > 100, "accuracy");
    assertTrue(count(image, Palette.VERMILION.getRGB()) > 100, "loss");
  }

  @Test
  void theCurveIsWellFormedSvg() throws Exception {
    var svg = new TrainingCurve("lenet", List.of(1.0, 0.5), List.of(0.5, 0.75)).toSvg();
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    var root =
        factory.newDocumentBuilder().parse(new ByteArrayInputStream(svg)).getDocumentElement();
    assertEquals("svg", root.getTagName());
    assertEquals("800", root.getAttribute("width"));
    assertTrue(root.getElementsByTagName("path").getLength() > 10);
  }

  @Test
  void rightAnswersAreBlueAndWrongOnesVermilion() throws IOException {
    var names = List.of("a", "b");
    var allRight =
        read(new ConfusionPicture("right", names, new long[][] {{5, 0}, {0, 7}}).toPng());
    var allWrong =
        read(new ConfusionPicture("wrong", names, new long[][] {{0, 5}, {7, 0}}).toPng());
    int wrong = Palette.tint(Palette.VERMILION, 0.9).getRGB();
    assertTrue(count(allRight, Palette.BLUE.getRGB()) > 10_000);
    assertEquals(0, count(allRight, wrong));
    assertEquals(0, count(allWrong, Palette.BLUE.getRGB()));
    assertTrue(count(allWrong, wrong) > 10_000);
  }

  @Test
  void anEmptyClassIsDrawn() throws IOException {
    var counts = new long[][] {{0}};
    assertTrue(read(new ConfusionPicture("none", List.of("a"), counts).toPng()).getWidth() > 0);
  }

  @Test
  void theMatrixMustBeSquare() {
    var counts = new long[][] {{1, 2}};
    assertThrows(
        IllegalArgumentException.class, () -> new ConfusionPicture("", List.of("a"), counts));
  }

  private static BufferedImage read(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  private static long count(BufferedImage image, int color) {
    long count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += image.getRGB(x, y) == color ? 1 : 0;
      }
    }
    return count;
  }
}
