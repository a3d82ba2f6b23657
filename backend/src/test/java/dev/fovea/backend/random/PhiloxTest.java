package dev.fovea.backend.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fovea.backend.RandomState;
import org.junit.jupiter.api.Test;

class PhiloxTest {
  /** The known answers that Random123 publishes for philox4x32-10. */
  @Test
  void givesThePublishedWords() {
    assertBlock(0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertBlock(-1, -1, -1, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertBlock(
        0x299f31d0_a4093822L,
        0x85a308d3_243f6a88L,
        0x03707344_13198a2eL,
        0xd16cfe09,
        0x94fdcceb,
        0x5001e420,
        0x24126ea1);
  }

  private static void assertBlock(long key, long low, long high, int... expected) {
    var words = new int[4];
    Philox.block(key, low, high, words);
    assertArrayEquals(expected, words);
  }

  @Test
  void elementsCountThroughTheBlocks() {
    long seed = 0x123456789abcdef0L;
    var words = new int[4];
    Philox.block(seed, 5, words);
    assertEquals(words[0], Philox.word(new RandomState(seed, 3), 8));
    assertEquals(words[3], Philox.word(new RandomState(seed, 5), 3));
    assertEquals(words[1], Philox.word(RandomState.of(seed), 21));
  }

  @Test
  void advancesByWholeBlocks() {
    var start = new RandomState(7, 10);
    assertEquals(new RandomState(7, 10), start.advance(0));
    assertEquals(new RandomState(7, 11), start.advance(1));
    assertEquals(new RandomState(7, 11), start.advance(4));
    assertEquals(new RandomState(7, 12), start.advance(5));
  }

  @Test
  void uniformTakesTheUpperBits() {
    assertEquals(0, Philox.uniform(0xff));
    assertEquals(0x1p-24f, Philox.uniform(0x100));
    assertEquals(0.5f, Philox.uniform(0x80000000));
    assertEquals(1 - 0x1p-24f, Philox.uniform(-1));
  }
}
