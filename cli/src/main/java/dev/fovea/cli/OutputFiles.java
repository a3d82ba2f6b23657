package dev.fovea.cli;

import dev.fovea.backend.FoveaException;
import dev.fovea.engine.formats.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a command leaves behind. */
public final class OutputFiles {
  private OutputFiles() {}

  /**
   * Writes bytes, all or none, in place of what was there.
   *
   * @throws FoveaException if that fails
   */
  public static void write(Path file, byte[] bytes) {
    AtomicFile.write(
        file,
        channel -> {
          for (var rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
            channel.write(rest);
          }
        });
  }

  /**
   * Makes a folder if there is none, and proves that files can be made in it: before hours are
   * spent on what goes there.
   *
   * @param option what named the folder, for the message
   * @throws FoveaException if they can't
   */
  public static void requireWritableFolder(String option, Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".fovea", ".partial"));
    } catch (IOException e) {
      throw new FoveaException(
          option + ": can't write to the folder: " + Failures.of(e).sentence(), e);
    }
  }
}
