package dev.fovea.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes a folder as soon as a line is printed, where a later step wants to write a file. */
final class InterruptingStream extends PrintStream {
  private final Path folder;

  InterruptingStream(Path folder) {
    super(OutputStream.nullOutputStream());
    this.folder = folder;
  }

  @Override
  public void println(String line) {
    try {
      Files.createDirectories(folder.resolve("full"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
