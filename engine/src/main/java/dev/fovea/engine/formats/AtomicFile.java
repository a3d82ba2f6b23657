package dev.fovea.engine.formats;

import dev.fovea.backend.FoveaException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file so that at any moment, whatever fails or is killed, the old content or the new one
 * is there, whole: to {@code name.partial} in the same folder, then fsync, rename, fsync of the
 * folder.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** Writes the content. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it. */
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  /**
   * Replaces a file, or makes it, and the folders that it lies in.
   *
   * @throws FoveaException if that fails, naming the file; an old one is left as it was
   */
  public static void write(Path file, Content content) {
    var target = file.toAbsolutePath();
    var partial = target.resolveSibling(target.getFileName() + ".partial");
    try {
      Files.createDirectories(target.getParent());
      try {
        writeAndSync(partial, content);
        Files.move(
            partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(partial); // is gone unless something failed
      }
      syncFolder(target.getParent());
    } catch (IOException e) {
      throw new FoveaException(
          "%s: could not be saved: %s; what was there before is untouched"
              .formatted(file, reason(e)),
          e);
    }
  }

  private static void writeAndSync(Path partial, Content content) throws IOException {
    try (var channel =
        FileChannel.open(
            partial,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      content.writeTo(channel);
      channel.force(true);
    }
  }

  /** Makes the new name last; Windows can't open a folder and needs no such thing. */
  private static void syncFolder(Path folder) throws IOException {
    if (java.io.File.separatorChar == '/') {
      try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** What went wrong, without the path that the message names already. */
  static String reason(IOException e) {
    var reason =
        e instanceof FileSystemException failure && failure.getReason() != null
            ? failure.getReason()
            : e.getMessage();
    return switch (e) {
      case java.nio.file.NoSuchFileException _ -> "no such file";
      case java.nio.file.AccessDeniedException _ -> "access denied";
      case java.nio.file.FileAlreadyExistsException _ -> "a file lies where a folder should";
      default -> reason == null ? e.getClass().getSimpleName() : reason;
    };
  }
}
