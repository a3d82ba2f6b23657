package dev.fovea.engine.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.backend.FoveaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("file");
  }

  private static AtomicFile.Content text(String text) {
    return channel -> channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private List<Path> files() throws IOException {
    try (var list = Files.list(folder)) {
      return list.toList();
    }
  }

  @Test
  void makesFoldersAndReplaces() throws IOException {
    file = folder.resolve("a/b/file");
    AtomicFile.write(file, text("old"));
    AtomicFile.write(file, text("new"));
    assertEquals("new", Files.readString(file));
  }

  @Test
  void whatFailsLeavesTheOldFileAndNothingElse() throws IOException {
    AtomicFile.write(file, text("old"));
    var error =
        assertThrows(
            FoveaException.class,
            () ->
                AtomicFile.write(
                    file,
                    channel -> {
                      channel.write(ByteBuffer.wrap("half".getBytes(StandardCharsets.UTF_8)));
                      throw new IOException("No space left on device");
                    }));
    assertEquals(
        file + ": could not be saved: No space left on device; what was there before is untouched",
        error.getMessage());
    assertEquals("old", Files.readString(file));
    assertEquals(List.of(file), files());
  }

  @Test
  void programmingErrorsLeaveNothingEither() throws IOException {
    assertThrows(
        IllegalStateException.class,
        () ->
            AtomicFile.write(
                file,
                _ -> {
                  throw new IllegalStateException();
                }));
    assertEquals(List.of(), files());
  }

  @Test
  void leftoversOfAKilledWriterAreOverwritten() throws IOException {
    Files.writeString(folder.resolve("file.partial"), "left over, and longer than the new content");
    AtomicFile.write(file, text("new"));
    assertEquals("new", Files.readString(file));
    assertEquals(List.of(file), files());
  }

  @Test
  void theReasonIsNamed() throws IOException {
    Files.writeString(file, "");
    var below = file.resolve("below");
    var error = assertThrows(FoveaException.class, () -> AtomicFile.write(below, text("x")));
    assertEquals(
        below
            + ": could not be saved: a file lies where a folder should;"
            + " what was there before is untouched",
        error.getMessage());
  }

  /** Linux answers every write to /dev/full as a full disk does. */
  @Test
  void aFullDiskIsReported() throws IOException {
    var full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "needs /dev/full");
    AtomicFile.write(file, text("old"));
    Files.createSymbolicLink(folder.resolve("file.partial"), full);
    var error = assertThrows(FoveaException.class, () -> AtomicFile.write(file, text("new")));
    assertEquals(
        file + ": could not be saved: No space left on device; what was there before is untouched",
        error.getMessage());
    assertEquals("old", Files.readString(file));
    assertEquals(List.of(file), files());
  }
}
