package dev.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.engine.vision.Image;
import dev.fovea.engine.vision.Pictures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PredictTest {
  @TempDir static Path shared;
  private static Path model;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    var result =
        CommandResult.of(
            "train", "lenet", "--limit", "40", "--epochs", "1", "--out", shared.toString());
    assertEquals(0, result.status(), result.err());
    model = shared.resolve("lenet.safetensors");
  }

  @Test
  void showsTheLikeliestClasses() throws IOException {
    var result = predict(model, picture(28, 28, false), "--top", "2");
    assertEquals(0, result.status(), result.err());
    assertTrue(
        result.out().matches("class  probability\\R(\\d +\\d+\\.\\d\\d %\\R){2}"), result.out());
  }

  @Test
  void jsonIsOneObject() throws IOException {
    var out = predict(model, picture(28, 28, false), "--json", "--top", "1").out();
    var guess = "\"class\":\"(\\d)\",\"probability\":(0\\.\\d+)";
    assertTrue(
        out.matches(
            "\\{"
                + guess
                + ",\"inverted\":false,\"top\":\\[\\{\"class\":\"\\1\",\"probability\":\\2\\}\\]\\}\\R"),
        out);
  }

  @Test
  void darkOnBrightIsInverted() throws IOException {
    var bright = predict(model, picture(28, 28, false), "--json").out();
    var dark = predict(model, picture(28, 28, true), "--json").out();
    assertEquals(bright.replace("\"inverted\":false", "\"inverted\":true"), dark);
  }

  @Test
  void aPictureOfAnotherSize() throws IOException {
    var picture = picture(28, 30, false);
    predict(model, picture)
        .assertRefused(
            "picture: must be 28 pixels wide and 28 high: size=30x28, file="
                + picture
                + "; resize it");
  }

  @Test
  void noPicture() throws IOException {
    var absent = folder.resolve("absent.png");
    predict(model, absent).assertRefused("picture: no such file: file=" + absent);
    var text = Files.writeString(folder.resolve("text.png"), "not a picture");
    predict(model, text)
        .assertRefused("picture: not a PNG, JPEG, GIF or BMP picture: file=" + text);
  }

  @Test
  void aMissingModel() throws IOException {
    var absent = folder.resolve("absent.safetensors");
    predict(absent, picture(28, 28, false)).assertRefused(absent + ": no such file");
  }

  @Test
  void aModelCutShort() throws IOException {
    var bytes = Files.readAllBytes(model);
    var cut = write(Arrays.copyOf(bytes, bytes.length - 100));
    var result = predict(cut, picture(28, 28, false));
    assertEquals(2, result.status());
    assertTrue(
        result
            .err()
            .matches(
                "fovea: .*: not a valid safetensors file: the file is cut short: data=\\d+ bytes,"
                    + " tensors=\\d+ bytes\\R"),
        result.err());
  }

  @Test
  void aWrongHeader() throws IOException {
    var file = write(safetensors("no json"));
    var result = predict(file, picture(28, 28, false));
    assertEquals(2, result.status());
    assertTrue(
        result.err().startsWith("fovea: " + file + ": not a valid safetensors file: "),
        result.err());
    assertEquals(1, result.err().lines().count(), result.err());
  }

  @Test
  void anAbsurdHeaderLength() throws IOException {
    var file =
        write(
            ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MAX_VALUE).array());
    predict(file, picture(28, 28, false))
        .assertRefused(
            file
                + ": not a valid safetensors file: header length out of range:"
                + " header=9223372036854775807 bytes, file=20");
  }

  @Test
  void anAbsurdShape() throws IOException {
    var file =
        write(
            safetensors(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2000000000,2000000000,2000000000],"
                    + "\"data_offsets\":[0,8]}}"));
    var result = predict(file, picture(28, 28, false));
    assertEquals(2, result.status());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().contains("shape=[2000000000, 2000000000, 2000000000]"), result.err());
  }

  @Test
  void anotherArchitecture() throws IOException {
    var file =
        write(
            safetensors(
                "{\"__metadata__\":{\"model\":\"lenet\",\"classes\":\"0\\n1\"},"
                    + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"));
    var result = predict(file, picture(28, 28, false));
    assertEquals(2, result.status());
    assertTrue(
        result
            .err()
            .startsWith(
                "fovea: " + file + ": not the tensors of model lenet; missing: conv1.weight"),
        result.err());
    assertTrue(result.err().contains("; unexpected: a"), result.err());
  }

  @Test
  void noClassAtAll() throws IOException {
    predict(model, picture(28, 28, false), "--top", "0")
        .assertRefused("predict: at least one class: top=0");
  }

  private static CommandResult predict(Path model, Path image, String... options) {
    var arguments = new ArrayList<>(List.of("predict"));
    arguments.addAll(List.of("--model", model.toString(), "--image", image.toString()));
    arguments.addAll(List.of(options));
    return CommandResult.of(arguments.toArray(String[]::new));
  }

  /** A bright upright stroke on black, or the reverse. */
  private Path picture(int height, int width, boolean inverted) {
    var image = Image.black(height, width, 1);
    for (int y = 4; y < height - 4; y++) {
      image.values()[image.offset(y, width / 2)] = 1;
    }
    var file = folder.resolve("digit.png");
    Pictures.writePng(inverted ? image.inverted() : image, file);
    return file;
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("model.safetensors"), bytes);
  }

  /** A file with this header and two floats. */
  private static byte[] safetensors(String header) {
    var text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + 8)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .array();
  }
}
