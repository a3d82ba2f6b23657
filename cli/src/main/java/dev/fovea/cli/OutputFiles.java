package dev.fovea.cli;

import dev.fovea.backend.FoveaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are either whole or absent. */
final class OutputFiles {
  private OutputFiles() {}

  /** Writes text in place of what was there. */
  static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes bytes in place of what was there: beside it first, then renamed. */
  static void write(Path file, byte[] bytes) throws IOException {
    var absolute = file.toAbsolutePath();
    var temporary = Files.createTempFile(absolute.getParent(), "." + file.getFileName(), ".part");
    try {
      Files.write(temporary, bytes);
      Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Makes a folder if there is none, and proves that files can be made in it.
   *
   * @throws FoveaException if they can't
   */
  static void requireWritableFolder(String option, Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".fovea", ".part"));
    } catch (IOException e) {
      throw new FoveaException(
          option + ": can't write to the folder: " + Failures.of(e).sentence(), e);
    }
  }

  /**
   * Proves that a file can be made.
   *
   * @throws FoveaException if it can't
   */
  static void requireWritable(Path file) {
    requireWritableFolder(file.toString(), file.toAbsolutePath().getParent());
  }
}
