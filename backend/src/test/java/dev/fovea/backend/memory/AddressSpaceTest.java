package dev.fovea.backend.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(
    value = OS.LINUX,
    architectures = {"amd64", "aarch64"})
class AddressSpaceTest {
  private static final long PAGE = 2L << 20;
  private static final long MIB = 1L << 20;
  private static final Pattern RANGE = Pattern.compile("([0-9a-f]+)-[0-9a-f]+ ");

  @Test
  void isAvailableWhereItIsAllowed() {
    assertTrue(AddressSpace.isAvailable(), "the tests of this module run with native access");
  }

  @Test
  void beginsAtALargePageAndIsAsLongAsAsked() {
    var space = AddressSpace.reserve(1L << 40);
    assertEquals(0, space.block().segment().address() % PAGE);
    assertEquals(1L << 40, space.block().segment().byteSize());
    space.block().arena().close();
    assertThrows(IllegalStateException.class, () -> space.block().segment().get(JAVA_BYTE, 0));
  }

  @Test
  void holdsWhatIsWrittenWhileItGrows() {
    var space = AddressSpace.reserve(1L << 40);
    space.resize(3 * MIB);
    var segment = space.block().segment();
    segment.set(JAVA_BYTE, 0, (byte) 1);
    segment.set(JAVA_BYTE, 3 * MIB - 1, (byte) 2);
    space.resize(100 * MIB);
    assertEquals(1, segment.get(JAVA_BYTE, 0));
    assertEquals(2, segment.get(JAVA_BYTE, 3 * MIB - 1));
    segment.set(JAVA_BYTE, 100 * MIB - 1, (byte) 3);
    assertEquals(3, segment.get(JAVA_BYTE, 100 * MIB - 1));
    space.block().arena().close();
  }

  @Test
  void takesMemoryOnlyWhereItIsTouchedAndGivesItBack() throws IOException {
    var space = AddressSpace.reserve(1L << 40);
    space.resize(400 * MIB);
    assertEquals(0, residentBytes(space));
    space.block().segment().asSlice(0, 300 * MIB).fill((byte) 1);
    assertEquals(300 * MIB, residentBytes(space));
    space.resize(100 * MIB);
    assertEquals(100 * MIB, residentBytes(space));
    long address = space.block().segment().address();
    space.block().arena().close();
    assertEquals(
        0.0, residentBytes(address), 50.0 * MIB, "but for what the JVM has put there since");
  }

  @Test
  void whatComesBackIsEmpty() {
    var space = AddressSpace.reserve(1L << 40);
    space.resize(8 * MIB);
    space.block().segment().set(JAVA_BYTE, 5 * MIB, (byte) 1);
    space.resize(4 * MIB);
    space.resize(8 * MIB);
    assertEquals(0, space.block().segment().get(JAVA_BYTE, 5 * MIB));
    space.block().arena().close();
  }

  @Test
  void theSystemRefusesMoreThanAProcessHasAddressesFor() {
    assertNull(AddressSpace.reserve(1L << 60));
  }

  private static long residentBytes(AddressSpace space) throws IOException {
    return residentBytes(space.block().segment().address());
  }

  /** Of the mappings within the space that begins, or has begun, here. */
  private static long residentBytes(long address) throws IOException {
    long bytes = 0;
    boolean within = false;
    for (var line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      var range = RANGE.matcher(line);
      if (range.lookingAt()) {
        long begin = Long.parseUnsignedLong(range.group(1), 16);
        within = begin >= address && begin < address + (1L << 40);
      } else if (within && line.startsWith("Rss:")) {
        bytes += Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    return bytes;
  }
}
