package dev.fovea.engine.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.FoveaException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("picture.png");
  }

  @Test
  void greyComesBackExactly() {
    var image = Image.black(16, 17, 1);
    for (int i = 0; i < image.values().length; i++) {
      image.values()[i] = (i % 256) / 255f;
    }
    Pictures.writePng(image, file);
    assertArrayEquals(image.values(), Pictures.readGray(file).values());
    assertArrayEquals(image.values(), Pictures.readGray(file, 16, 17).values());
  }

  @Test
  void valuesOutsideTheRangeAreCutOff() {
    Pictures.writePng(new Image(1, 3, 1, new float[] {-3, 0.5f, 7}), file);
    assertArrayEquals(new float[] {0, 128 / 255f, 1}, Pictures.readGray(file).values());
  }

  @Test
  void colourBecomesLuma() {
    var colours = new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1};
    Pictures.writePng(new Image(1, 4, 3, colours), file);
    var expected = new float[] {0.299f, 0.587f, 0.114f, 1};
    assertArrayEquals(expected, Pictures.readGray(file).values(), 1e-6f);
  }

  @Test
  void whatIsTransparentIsBlack() throws IOException {
    var picture = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    picture.setRGB(0, 0, 0x00FFFFFF);
    picture.setRGB(1, 0, 0x80FFFFFF);
    picture.setRGB(2, 0, 0xFFFFFFFF);
    ImageIO.write(picture, "png", file.toFile());
    var expected = new float[] {0, 128 / 255f, 1};
    assertArrayEquals(expected, Pictures.readGray(file).values(), 1e-6f);
  }

  @Test
  void sixteenBitsAndPaletteAreRead() throws IOException {
    var deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 0x4000);
    deep.getRaster().setSample(1, 0, 0, 0xFFFF);
    ImageIO.write(deep, "png", file.toFile());
    assertArrayEquals(new float[] {0x4000 / 65535f, 1}, Pictures.readGray(file).values(), 1e-6f);
    var binary = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
    binary.setRGB(1, 0, 0xFFFFFF);
    ImageIO.write(binary, "png", file.toFile());
    assertArrayEquals(new float[] {0, 1}, Pictures.readGray(file).values(), 1e-6f);
  }

  @Test
  void anotherSizeIsRefused() {
    Pictures.writePng(Image.black(20, 30, 1), file);
    assertFails("must be 28 pixels wide and 28 high: size=30x20", () -> sized(28, 28));
    assertFails("must be 30 pixels wide and 21 high: size=30x20", () -> sized(21, 30));
    assertFails("must be 28 pixels wide and 20 high: size=30x20", () -> sized(20, 28));
  }

  @Test
  void whatIsNoPictureIsRefused() throws IOException {
    assertFails("no such file", () -> Pictures.readGray(file));
    assertFails("no such file", () -> Pictures.readGray(folder));
    Files.writeString(file, "no picture at all");
    assertFails("not a PNG", () -> Pictures.readGray(file));
    Files.write(file, new byte[0]);
    assertFails("not a PNG", () -> Pictures.readGray(file));
  }

  @Test
  void aPictureCutShortIsRefused() throws IOException {
    Pictures.writePng(Image.black(28, 28, 1), file);
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {9, 20, 40, whole.length / 2}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertFails("picture: ", () -> sized(28, 28));
      assertFails("picture: ", () -> Pictures.readGray(file));
    }
  }

  @Test
  void anAbsurdHeaderIsRefusedBeforeTakingMemory() throws IOException {
    Pictures.writePng(Image.black(28, 28, 1), file);
    byte[] bytes = Files.readAllBytes(file);
    int header = 12; // after the signature and the chunk's length: type, width, height, …
    ByteBuffer.wrap(bytes).putInt(header + 4, 2_000_000_000).putInt(header + 8, 2_000_000_000);
    var checksum = new CRC32();
    checksum.update(bytes, header, 17);
    ByteBuffer.wrap(bytes).putInt(header + 17, (int) checksum.getValue());
    Files.write(file, bytes);
    assertFails("too large: size=2000000000x2000000000", () -> Pictures.readGray(file));
    assertFails("must be 28 pixels wide", () -> sized(28, 28));
  }

  @Test
  void writingSaysWhatIsWrong() {
    assertFails("one or three channels", () -> Pictures.writePng(Image.black(2, 2, 2), file));
    var nowhere = folder.resolve("missing").resolve("picture.png");
    assertFails("can't write", () -> Pictures.writePng(Image.black(2, 2, 1), nowhere));
    assertFalse(Files.exists(nowhere));
  }

  private void sized(int height, int width) {
    assertEquals(height, Pictures.readGray(file, height, width).height());
  }

  private static void assertFails(String message, Runnable action) {
    var failure = assertThrows(FoveaException.class, action::run);
    assertTrue(failure.getMessage().contains(message), failure.getMessage());
  }
}
