package dev.fovea.backend.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(
    value = OS.LINUX,
    architectures = {"amd64", "aarch64"})
class AddressSpaceTest {
  private static final long PAGE = 2L << 20;
  private static final long MIB = 1L << 20;

  @Test
  void isAvailableWhereItIsAllowed() {
    assertTrue(AddressSpace.isAvailable(), "the tests of this module run with native access");
  }

  @Test
  void beginsAtALargePageAndIsAsLongAsAsked() {
    var space = AddressSpace.reserve(1L << 40);
    assertEquals(0, space.segment().address() % PAGE);
    assertEquals(1L << 40, space.segment().byteSize());
    space.arena().close();
    assertThrows(IllegalStateException.class, () -> space.segment().get(JAVA_BYTE, 0));
  }

  @Test
  void holdsWhatIsWrittenWhileItGrows() {
    var space = AddressSpace.reserve(1L << 40);
    space.resize(3 * MIB);
    var segment = space.segment();
    segment.set(JAVA_BYTE, 0, (byte) 1);
    segment.set(JAVA_BYTE, 3 * MIB - 1, (byte) 2);
    space.resize(100 * MIB);
    assertEquals(1, segment.get(JAVA_BYTE, 0));
    assertEquals(2, segment.get(JAVA_BYTE, 3 * MIB - 1));
    segment.set(JAVA_BYTE, 100 * MIB - 1, (byte) 3);
    assertEquals(3, segment.get(JAVA_BYTE, 100 * MIB - 1));
    space.arena().close();
  }

  @Test
  void takesMemoryOnlyWhereItIsTouchedAndGivesItBack() throws IOException {
    var space = AddressSpace.reserve(1L << 40);
    long before = residentBytes();
    space.resize(400 * MIB);
    long untouched = residentBytes();
    space.segment().asSlice(0, 300 * MIB).fill((byte) 1);
    long touched = residentBytes();
    space.resize(100 * MIB);
    long shrunk = residentBytes();
    space.arena().close();
    long closed = residentBytes();
    assertGrownBy(0, before, untouched);
    assertGrownBy(300, before, touched);
    assertGrownBy(100, before, shrunk);
    assertGrownBy(0, before, closed);
  }

  /** But for what the JVM takes meanwhile. */
  private static void assertGrownBy(int mebibytes, long before, long now) {
    assertEquals(mebibytes, (double) (now - before) / MIB, 50.0);
  }

  @Test
  void whatComesBackIsEmpty() {
    var space = AddressSpace.reserve(1L << 40);
    space.resize(8 * MIB);
    space.segment().set(JAVA_BYTE, 5 * MIB, (byte) 1);
    space.resize(4 * MIB);
    space.resize(8 * MIB);
    assertEquals(0, space.segment().get(JAVA_BYTE, 5 * MIB));
    space.arena().close();
  }

  @Test
  void theSystemRefusesMoreThanAProcessHasAddressesFor() {
    assertNull(AddressSpace.reserve(1L << 60));
  }

  private static long residentBytes() throws IOException {
    for (var line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException("/proc/self/status has no VmRSS");
  }
}
