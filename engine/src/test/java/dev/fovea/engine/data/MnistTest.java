package dev.fovea.engine.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.op.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MnistTest {
  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void pixelsAndLabelsAreRead(boolean gzip) {
    IdxFiles.writeAll(folder, gzip);
    var mnist = Mnist.open(folder);
    assertEquals(5, mnist.train().size());
    assertEquals(2, mnist.test().size());
    assertEquals(10, mnist.test().classes());
    assertEquals(Shape.of(3, 3, 1), mnist.train().sampleShape());
    var values = new float[9];
    mnist.train().read(4, values, 0);
    var expected = new float[9];
    for (int i = 0; i < 9; i++) {
      expected[i] = (200 + i) / 255f;
    }
    assertArrayEquals(expected, values);
    assertEquals(5, mnist.train().label(4));
  }

  @Test
  void dottedNamesAreFound() throws IOException {
    IdxFiles.writeAll(folder, true);
    rename(TRAIN_IMAGES + ".gz", "train-images.idx3-ubyte.gz");
    rename(TRAIN_LABELS + ".gz", "train-labels.idx1-ubyte.gz");
    assertEquals(5, Mnist.open(folder).train().size());
  }

  @Test
  void gzipIsToldByContent() throws IOException {
    IdxFiles.writeAll(folder, true);
    rename(TRAIN_IMAGES + ".gz", TRAIN_IMAGES);
    IdxFiles.write(folder.resolve(TRAIN_LABELS + ".gz"), IdxFiles.labels(5), false);
    assertEquals(5, Mnist.open(folder).train().size());
  }

  @Test
  void aMissingFolderIsNamedWithTheRemedy() {
    assertFails(folder.resolve("none"), "no such folder: folder=", TRAIN_IMAGES, "--data mnist");
  }

  @Test
  void missingFilesAreNamedAndOnlyThose() throws IOException {
    assertFails(folder, "files are missing", TRAIN_IMAGES, "t10k-labels", "--data mnist");
    IdxFiles.writeAll(folder, false);
    Files.delete(folder.resolve(TRAIN_LABELS));
    String message = assertFails(folder, "files are missing", TRAIN_LABELS);
    assertTrue(!message.contains(TRAIN_IMAGES), message);
  }

  @ParameterizedTest
  @CsvSource({"false, 0", "false, 3", "false, 15", "false, 60", "true, 1", "true, 12", "true, 40"})
  void aFileCutShortIsRefused(boolean gzip, int length) {
    IdxFiles.writeAll(folder, gzip);
    byte[] whole = gzip ? IdxFiles.gzip(IdxFiles.images(5)) : IdxFiles.images(5);
    put(TRAIN_IMAGES + (gzip ? ".gz" : ""), Arrays.copyOf(whole, length));
    assertFails(folder, "file is cut short", TRAIN_IMAGES);
  }

  @Test
  void labelsInPlaceOfImagesAreRefused() {
    IdxFiles.writeAll(folder, false);
    put(TRAIN_IMAGES, IdxFiles.labels(5));
    assertFails(folder, "file holds labels, expected images", TRAIN_IMAGES);
  }

  @Test
  void imagesInPlaceOfLabelsAreRefused() {
    IdxFiles.writeAll(folder, false);
    put(TRAIN_LABELS, IdxFiles.images(5));
    assertFails(folder, "file holds images, expected labels", TRAIN_LABELS);
  }

  @Test
  void otherFilesAreRefused() {
    IdxFiles.writeAll(folder, false);
    put(TRAIN_IMAGES, "<!DOCTYPE html><html></html>".getBytes(StandardCharsets.UTF_8));
    assertFails(folder, "file holds no IDX data", TRAIN_IMAGES, "magic=0x3C21444F");
  }

  @ParameterizedTest
  @CsvSource({
    "2147483647, 3, 3, cut short",
    "60000, 28, 28, cut short",
    "2147483647, 4096, 4096, cut short",
    "-1, 3, 3, absurd",
    "0, 3, 3, absurd",
    "5, 0, 3, absurd",
    "5, 3, -3, absurd",
    "5, 65536, 65536, absurd"
  })
  void sizesAreCheckedBeforeTakingMemory(int count, int height, int width, String rule) {
    for (boolean gzip : new boolean[] {false, true}) {
      IdxFiles.writeAll(folder, false);
      byte[] bytes = IdxFiles.images(5);
      ByteBuffer.wrap(bytes, 4, 12).putInt(count).putInt(height).putInt(width);
      IdxFiles.write(folder.resolve(TRAIN_IMAGES), bytes, gzip);
      assertFails(folder, rule, TRAIN_IMAGES);
    }
  }

  @Test
  void absurdLabelCountsAreRefused() {
    for (int count : new int[] {-1, 0, Integer.MAX_VALUE}) {
      IdxFiles.writeAll(folder, false);
      byte[] bytes = IdxFiles.labels(5);
      ByteBuffer.wrap(bytes).putInt(4, count);
      put(TRAIN_LABELS, bytes);
      assertFails(folder, count < 1 ? "absurd" : "cut short", TRAIN_LABELS);
    }
  }

  @Test
  void bytesLeftOverAreRefused() {
    for (boolean gzip : new boolean[] {false, true}) {
      IdxFiles.writeAll(folder, false);
      byte[] longer = Arrays.copyOf(IdxFiles.images(5), 16 + 45 + 1);
      IdxFiles.write(folder.resolve(TRAIN_IMAGES), longer, gzip);
      assertFails(folder, "bytes left over", TRAIN_IMAGES);
    }
  }

  @Test
  void countsMustBeEqual() {
    IdxFiles.writeAll(folder, false);
    put(TRAIN_LABELS, IdxFiles.labels(4));
    assertFails(folder, "as many labels as images", "images=5", "labels=4");
  }

  @Test
  void labelsMustBeDigits() {
    IdxFiles.writeAll(folder, false);
    byte[] bytes = IdxFiles.labels(5);
    bytes[8 + 3] = 10;
    put(TRAIN_LABELS, bytes);
    assertFails(folder, "labels must be 0 … 9", "label=10", "index=3", TRAIN_LABELS);
  }

  @Test
  void bothPartsMustHaveOneSize() {
    IdxFiles.writeAll(folder, false);
    byte[] bytes = IdxFiles.images(2);
    ByteBuffer.wrap(bytes, 8, 8).putInt(1).putInt(9);
    put("t10k-images-idx3-ubyte", bytes);
    assertFails(folder, "two sizes", "[3,3,1]", "[1,9,1]");
  }

  @Test
  void corruptGzipIsRefused() {
    IdxFiles.writeAll(folder, true);
    byte[] packed = IdxFiles.gzip(IdxFiles.images(5));
    packed[packed.length - 8] ^= 1; // checksum
    put(TRAIN_IMAGES + ".gz", packed);
    assertFails(folder, "not valid gzip", TRAIN_IMAGES);
    put(TRAIN_IMAGES + ".gz", new byte[] {0x1F, (byte) 0x8B, 99, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    assertFails(folder, "not valid gzip", TRAIN_IMAGES);
  }

  @Test
  void realFilesAreRead() {
    var mnist = Mnist.open(realFolder());
    assertEquals(60_000, mnist.train().size());
    assertEquals(10_000, mnist.test().size());
    assertEquals(Shape.of(28, 28, 1), mnist.train().sampleShape());
    int[] labels = IntStream.range(0, 10).map(mnist.train()::label).toArray();
    assertArrayEquals(new int[] {5, 0, 4, 1, 9, 2, 1, 3, 1, 4}, labels);
    var normalize = Normalize.of(mnist.train());
    assertEquals(0.1307f, normalize.means()[0], 1e-4f, "the published mean");
    assertEquals(0.3081f, normalize.deviations()[0], 1e-4f, "the published deviation");
  }

  @Test
  void realFilesHoldWhatTheDownloadExpects() throws IOException {
    for (var file : MnistDownload.FILES) {
      file.verify(realFolder().resolve(file.name()));
    }
  }

  private static Path realFolder() {
    String data = System.getenv("FOVEA_DATA");
    assumeTrue(data != null, "FOVEA_DATA isn't set: the folder that holds mnist/");
    return Path.of(data, "mnist");
  }

  private void put(String name, byte[] content) {
    IdxFiles.write(folder.resolve(name), content, false);
  }

  private void rename(String from, String to) throws IOException {
    Files.move(folder.resolve(from), folder.resolve(to));
  }

  private static String assertFails(Path folder, String... parts) {
    var failure = assertThrows(FoveaException.class, () -> Mnist.open(folder));
    for (var part : parts) {
      assertTrue(failure.getMessage().contains(part), failure.getMessage());
    }
    return failure.getMessage();
  }
}
