package dev.fovea.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes small IDX files, right ones and wrong ones. */
final class IdxFiles {
  static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

  private IdxFiles() {}

  /** All four files: pictures of {@code side × side} pixels, as bright as their label says. */
  static Path folder(Path folder, int pictures, int side) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve(TRAIN_IMAGES), images(pictures, side));
    Files.write(folder.resolve(TRAIN_LABELS), labels(pictures));
    Files.write(folder.resolve(TEST_IMAGES), images(pictures, side));
    Files.write(folder.resolve(TEST_LABELS), labels(pictures));
    return folder;
  }

  static byte[] images(int count, int side) {
    var file = ByteBuffer.allocate(16 + count * side * side);
    file.putInt(0x0803).putInt(count).putInt(side).putInt(side);
    for (int i = 0; i < count * side * side; i++) {
      file.put((byte) (i / (side * side) % 10 * 25));
    }
    return file.array();
  }

  static byte[] labels(int count) {
    var file = ByteBuffer.allocate(8 + count).putInt(0x0801).putInt(count);
    for (int i = 0; i < count; i++) {
      file.put((byte) (i % 10));
    }
    return file.array();
  }
}
