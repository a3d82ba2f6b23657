package dev.fovea.engine.data;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.op.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * MNIST, 60,000 + 10,000 handwritten digits of 28×28 pixels (LeCun, Cortes, Burges), and data sets
 * made in its image: four IDX files in a folder, gzipped or not. They stay bytes in memory, 55 MB.
 */
public final class Mnist {
  private static final int CLASSES = 10;
  private static final List<String> DIGITS =
      IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();

  private Mnist() {}

  /**
   * Reads the four files of a folder.
   *
   * @throws FoveaException if one is missing, broken or doesn't fit the others; the message names
   *     the file and the rule
   */
  public static TrainTest open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new FoveaException(
          "mnist: no such folder: folder=%s; %s".formatted(folder, remedy(names())));
    }
    var missing = names().stream().filter(name -> find(folder, name).isEmpty()).toList();
    if (!missing.isEmpty()) {
      throw new FoveaException(
          "mnist: files are missing: folder=%s; %s".formatted(folder, remedy(missing)));
    }
    var train = read(folder, "train");
    var test = read(folder, "t10k");
    if (!train.sampleShape().equals(test.sampleShape())) {
      throw new FoveaException(
          "mnist: pictures of two sizes: folder=%s, train=%s, t10k=%s"
              .formatted(folder, train.sampleShape(), test.sampleShape()));
    }
    return new TrainTest("mnist", train, test);
  }

  /** Names of the classes, by label. */
  static List<String> digits() {
    return DIGITS;
  }

  private static Dataset read(Path folder, String part) {
    Path imageFile = find(folder, images(part)).orElseThrow();
    Path labelFile = find(folder, labels(part)).orElseThrow();
    var images = IdxReader.images(imageFile);
    byte[] labels = IdxReader.labels(labelFile);
    if (labels.length != images.count()) {
      throw new FoveaException(
          "mnist: as many labels as images expected: images=%d in %s, labels=%d in %s"
              .formatted(images.count(), imageFile, labels.length, labelFile));
    }
    for (int index = 0; index < labels.length; index++) {
      int label = labels[index] & 0xFF;
      if (label >= CLASSES) {
        throw new FoveaException(
            "mnist: labels must be 0 … 9: label=%d, index=%d, file=%s"
                .formatted(label, index, labelFile));
      }
    }
    var shape = Shape.of(images.height(), images.width(), 1);
    return new ByteDataset(shape, DIGITS, images.pixels(), labels);
  }

  private static String images(String part) {
    return part + "-images-idx3-ubyte";
  }

  private static String labels(String part) {
    return part + "-labels-idx1-ubyte";
  }

  /** The four files as published, without {@code .gz}. */
  static List<String> names() {
    return Stream.of("train", "t10k").flatMap(p -> Stream.of(images(p), labels(p))).toList();
  }

  /** The file as published, packed, or with the dot that some unpackers put into its name. */
  private static Optional<Path> find(Path folder, String name) {
    String dotted = name.replace("-idx", ".idx");
    var candidates = new ArrayList<Path>();
    for (var plain : List.of(name, dotted)) {
      candidates.add(folder.resolve(plain));
      candidates.add(folder.resolve(plain + ".gz"));
    }
    return candidates.stream().filter(Files::isRegularFile).findFirst();
  }

  private static String remedy(List<String> files) {
    return "%s (or .gz) expected there; --data mnist downloads MNIST"
        .formatted(String.join(", ", files));
  }
}
