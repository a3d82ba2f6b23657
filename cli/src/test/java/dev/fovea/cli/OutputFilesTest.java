package dev.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fovea.backend.FoveaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputFilesTest {
  @TempDir Path folder;

  @Test
  void replacesAFileAndLeavesNothingBeside() throws IOException {
    var file = folder.resolve("a.txt");
    OutputFiles.write(file, "old and long");
    OutputFiles.write(file, "new");
    assertEquals("new", Files.readString(file));
    assertEquals(List.of(file), list());
  }

  @Test
  void makesTheFolderAndLeavesNothingInIt() throws IOException {
    var deep = folder.resolve("a/b");
    OutputFiles.requireWritableFolder("--out", deep);
    assertEquals(List.of(folder.resolve("a")), list());
    try (var files = Files.list(deep)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    var file = Files.createFile(folder.resolve("taken"));
    var failure =
        assertThrows(FoveaException.class, () -> OutputFiles.requireWritableFolder("--out", file));
    assertEquals(
        "--out: can't write to the folder: exists already and is not a folder: " + file,
        failure.getMessage());
  }

  private List<Path> list() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }
}
