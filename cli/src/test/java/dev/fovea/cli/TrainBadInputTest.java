package dev.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code fovea train} refuses, in which words, and that it leaves nothing behind. */
final class TrainBadInputTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--epochs 0|training: epochs must be at least 1: epochs=0",
        "--epochs -3|training: epochs must be at least 1: epochs=-3",
        "--batch 0|training: batch size must be at least 1: batchSize=0",
        "--lr NaN|training: learning rate must be positive: learningRate=NaN",
        "--lr -0.1|training: learning rate must be positive: learningRate=-0.1",
        "--lr 0|training: learning rate must be positive: learningRate=0.0",
        "--lr 1e99|training: learning rate must be positive: learningRate=Infinity",
        "--threads 0|backend: at least one thread: threads=0",
        "--backend jav|unknown backend: jav; there are: cuda, java, reference",
        "--limit 0|digits: at least one sample: samples=0",
      })
  void aWrongSetting(String arguments, String sentence) {
    refused(sentence, arguments.split(" ", -1));
  }

  @Test
  void anUnknownModel() {
    CommandResult.of("train", "lenett")
        .assertRefused(
            "unknown model: lenett; there are: lenet, vgg16, vgg19, resnet50, squeezenet");
  }

  @Test
  void aModelThatDigitsDoNotSuit() {
    CommandResult.of("train", "vgg16")
        .assertRefused(
            "train: there are only digits to train on, for lenet; vgg16 takes pictures"
                + " [224,224,3]: train it through the library");
  }

  @Test
  void aMissingDataFolder() {
    var data = folder.resolve("absent");
    refused("mnist: no such folder: folder=" + data + "; " + allFour(), "--data", data.toString());
  }

  @Test
  void anEmptyDataFolder() {
    refused(
        "mnist: files are missing: folder=" + folder + "; " + allFour(),
        "--data",
        folder.toString());
  }

  private static String allFour() {
    return "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte,"
        + " t10k-labels-idx1-ubyte (or .gz) expected there; --data mnist downloads MNIST";
  }

  @Test
  void aFileCutShort() throws IOException {
    var file = spoil(IdxFiles.TRAIN_IMAGES, Arrays.copyOf(IdxFiles.images(20, 28), 1000));
    refused(
        "mnist: file is cut short: bytes=1000, expected=15696: file=" + file + "; fetch it again",
        "--data",
        folder.toString());
  }

  @Test
  void aMislabelledFile() throws IOException {
    var file = spoil(IdxFiles.TRAIN_IMAGES, IdxFiles.labels(20));
    refused(
        "mnist: file holds labels, expected images: magic=0x00000801: file="
            + file
            + "; fetch it again",
        "--data",
        folder.toString());
  }

  @Test
  void countsThatDiffer() throws IOException {
    var file = spoil(IdxFiles.TEST_LABELS, IdxFiles.labels(19));
    refused(
        "mnist: as many labels as images expected: images=20 in "
            + folder.resolve(IdxFiles.TEST_IMAGES)
            + ", labels=19 in "
            + file,
        "--data",
        folder.toString());
  }

  @Test
  void picturesOfAnotherSize() throws IOException {
    refused(
        "mnist: pictures of another size than lenet takes: data=[32,32,1], model=[28,28,1]",
        "--data",
        IdxFiles.folder(folder, 20, 32).toString());
  }

  @Test
  void aFolderThatCannotBeWritten() throws IOException {
    var file = Files.createFile(folder.resolve("taken"));
    CommandResult.of("train", "lenet", "--limit", "20", "--out", file.toString())
        .assertRefused(
            "--out: can't write to the folder: exists already and is not a folder: " + file);
    assertEquals(0, Files.size(file));
  }

  @Test
  void nothingToResume() {
    var out = folder.resolve("out");
    refused(
        "--resume: there is no checkpoint.safetensors in " + out + "; start without --resume",
        "--resume");
  }

  @Test
  void aDamagedCheckpoint() throws IOException {
    var out = Files.createDirectory(folder.resolve("out"));
    var checkpoint = Files.write(out.resolve("checkpoint.safetensors"), new byte[5]);
    CommandResult.of("train", "lenet", "--limit", "20", "--out", out.toString(), "--resume")
        .assertRefused(
            checkpoint + ": not a valid safetensors file: the file is cut short: size=5 bytes");
  }

  @Test
  void aLossThatIsNoNumber() {
    var out = folder.resolve("out").toString();
    var result =
        CommandResult.of(
            "train", "lenet", "--limit", "100", "--batch", "1", "--lr", "1e30", "--json", "--out",
            out);
    assertEquals(2, result.status());
    assertTrue(
        result
            .err()
            .matches(
                "fovea: training: the loss is (NaN|Infinity) at epoch 1, step \\d+; try a lower"
                    + " learning rate than 1.0E30\\R"),
        result.err());
    assertEquals("", result.out());
  }

  private Path spoil(String name, byte[] content) throws IOException {
    IdxFiles.folder(folder, 20, 28);
    return Files.write(folder.resolve(name), content);
  }

  /** Asserts one sentence, and that the folder for results was not even made. */
  private void refused(String sentence, String... options) {
    var out = folder.resolve("out");
    var arguments = new ArrayList<>(List.of("train", "lenet", "--out", out.toString()));
    arguments.addAll(List.of(options));
    CommandResult.of(arguments.toArray(String[]::new)).assertRefused(sentence);
    assertFalse(Files.exists(out));
  }
}
