package dev.fovea.engine.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes small IDX files for tests. */
final class IdxFiles {
  static final int SIDE = 3;

  private IdxFiles() {}

  /** Four files as MNIST's: 5 training and 2 test pictures of 3×3. */
  static void writeAll(Path folder, boolean gzip) {
    String end = gzip ? ".gz" : "";
    write(folder.resolve("train-images-idx3-ubyte" + end), images(5), gzip);
    write(folder.resolve("train-labels-idx1-ubyte" + end), labels(5), gzip);
    write(folder.resolve("t10k-images-idx3-ubyte" + end), images(2), gzip);
    write(folder.resolve("t10k-labels-idx1-ubyte" + end), labels(2), gzip);
  }

  /** Pixel p of picture n is {@code 50 n + p}. */
  static byte[] images(int count) {
    var bytes = ByteBuffer.allocate(16 + count * SIDE * SIDE);
    bytes.putInt(0x803).putInt(count).putInt(SIDE).putInt(SIDE);
    for (int i = 0; i < count * SIDE * SIDE; i++) {
      bytes.put((byte) (50 * (i / (SIDE * SIDE)) + i % (SIDE * SIDE)));
    }
    return bytes.array();
  }

  /** Labels 9, 8, 7, … */
  static byte[] labels(int count) {
    var bytes = ByteBuffer.allocate(8 + count);
    bytes.putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      bytes.put((byte) (9 - i));
    }
    return bytes.array();
  }

  static byte[] gzip(byte[] content) {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return packed.toByteArray();
  }

  static void write(Path file, byte[] content, boolean gzip) {
    try {
      Files.write(file, gzip ? gzip(content) : content);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
