package dev.fovea.backend.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.memory.BlockStore.Loan;
import dev.fovea.backend.memory.CountedSource.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegionStoreTest {
  private static final long MIB = 1 << 20;
  private static final long NO_LIMIT = Long.MAX_VALUE;

  private CountedSource source = new CountedSource();
  private RegionStore<Span> store = new RegionStore<>(source);

  /** From now on there is one region, which grows to so many bytes. */
  private void grow(long most) {
    source = new CountedSource(most);
    store = new RegionStore<>(source);
  }

  private Loan<Span> take(long size) {
    var loan = store.poll(size);
    return loan == null ? store.grow(size, NO_LIMIT) : loan;
  }

  @Test
  void roundsUpToPages() {
    assertEquals(0, store.round(0));
    assertEquals(4096, store.round(1));
    assertEquals(4096, store.round(4096));
    assertEquals(8192, store.round(4097));
  }

  @Test
  void whatIsFreeTogetherServesWhatIsLarger() {
    var whole = take(12 * MIB);
    store.giveBack(whole);
    var pieces = List.of(take(4 * MIB), take(4 * MIB), take(4 * MIB));
    assertEquals(0, store.free());
    store.giveBack(pieces.get(0));
    store.giveBack(pieces.get(2));
    assertNull(store.poll(8 * MIB), "no neighbours");
    store.giveBack(pieces.get(1));
    assertEquals(0, take(12 * MIB).block().begin());
    assertEquals(12 * MIB, source.bytes());
  }

  @Test
  void theSmallestPieceThatIsLargeEnoughIsCut() {
    var large = take(32 * MIB);
    var middle = take(8 * MIB);
    long at = middle.block().begin();
    store.giveBack(large);
    store.giveBack(middle);
    assertEquals(at, take(5 * MIB).block().begin());
    assertEquals(at + 5 * MIB, take(3 * MIB).block().begin());
    assertEquals(0, take(6 * MIB).block().begin());
  }

  @Test
  void aRegionGrowsWithWhatIsThere() {
    take(100 * MIB);
    assertEquals(100 * MIB, source.bytes());
    take(MIB);
    assertEquals(125 * MIB, source.bytes());
    assertEquals(24 * MIB, store.free());
    take(1000 * MIB);
    take(30 * MIB);
    assertEquals((125 + 1000 + 128) * MIB, source.bytes(), "a spare has a limit");
  }

  @Test
  void aRegionIsNoLargerThanItMayBe() {
    take(100 * MIB);
    store.grow(MIB, 3 * MIB + 1);
    assertEquals(103 * MIB, source.bytes());
  }

  @Test
  void trimLeavesRegionsOfWhichAPieceIsHeld() {
    var first = take(100 * MIB);
    var second = take(MIB);
    store.giveBack(first);
    store.trim();
    assertEquals(25 * MIB, source.bytes());
    assertEquals(24 * MIB, store.free());
    store.giveBack(second);
    store.trim();
    assertEquals(0, source.bytes());
    assertEquals(0, store.free());
  }

  @Test
  void aRegionThatGrowsTakesWhatIsMissing() {
    grow(NO_LIMIT / 2);
    var first = take(100 * MIB);
    var second = take(10 * MIB);
    assertEquals(110 * MIB, source.bytes());
    store.giveBack(second);
    assertEquals(first.block().end(), take(30 * MIB).block().begin(), "the free end is part of it");
    assertEquals(130 * MIB, source.bytes());
    store.giveBack(first);
    take(40 * MIB);
    take(60 * MIB);
    assertEquals(130 * MIB, source.bytes());
    assertEquals(0, store.free());
  }

  @Test
  void trimTakesTheEndOfARegionThatGrows() {
    grow(NO_LIMIT / 2);
    var first = take(10 * MIB);
    var second = take(20 * MIB);
    var third = take(30 * MIB);
    store.giveBack(first);
    store.giveBack(third);
    store.trim();
    assertEquals(30 * MIB, source.bytes());
    assertEquals(10 * MIB, store.free());
    take(40 * MIB);
    assertEquals(70 * MIB, source.bytes());
    store.giveBack(second);
    store.trim();
    assertEquals(30 * MIB, store.free(), "what is held lies behind it");
  }

  @Test
  void aRegionThatIsFreeEndsAndAnotherGrows() {
    grow(NO_LIMIT / 2);
    var first = take(10 * MIB);
    long end = first.block().end();
    store.giveBack(first);
    store.trim();
    assertEquals(0, source.bytes());
    assertTrue(take(20 * MIB).block().begin() > end);
    assertEquals(20 * MIB, source.bytes());
  }

  @Test
  void whatAGrowingRegionHasNoRoomForIsARegionOfItsOwn() {
    grow(100 * MIB);
    var first = take(60 * MIB);
    var other = take(50 * MIB);
    assertTrue(other.block().begin() >= 100 * MIB);
    assertEquals(first.block().end(), take(40 * MIB).block().begin(), "there is room for this");
    store.giveBack(other);
    store.trim();
    assertEquals(100 * MIB, source.bytes());
  }

  @Test
  void aRefusalChangesNothing() {
    grow(NO_LIMIT / 2);
    var first = take(10 * MIB);
    source.refuseFrom(25 * MIB);
    assertThrows(OutOfMemoryError.class, () -> take(20 * MIB));
    assertEquals(10 * MIB, source.bytes());
    assertEquals(0, store.free());
    assertEquals(first.block().end(), take(14 * MIB).block().begin());
  }

  @Test
  void aRegionThatNeverGotMemoryEndsToo() {
    grow(NO_LIMIT / 2);
    source.refuseFrom(0);
    assertThrows(OutOfMemoryError.class, () -> take(20 * MIB));
    assertEquals(1, source.taken.size());
    store.trim();
    assertEquals(0, source.taken.size());
  }

  @Test
  void stepsInARegionThatGrowsFindTheirBlocksWhereTheyWere() {
    grow(NO_LIMIT / 2);
    stepsThatAreAlikeFindTheirBlocksWhereTheyWere();
  }

  @Test
  void piecesOfARegionThatGrowsNeverOverlap() {
    grow(300 * MIB);
    piecesNeverOverlap();
  }

  @Test
  void stepsThatAreAlikeFindTheirBlocksWhereTheyWere() {
    var random = new Random(7);
    int[] sizes = random.ints(40, 1, 60).toArray();
    step(sizes, 11);
    long held = source.bytes();
    var second = step(sizes, 11);
    assertEquals(second, step(sizes, 11));
    assertEquals(held, source.bytes());
  }

  /** Takes blocks, giving back some on the way and all at the end; where each was. */
  private List<Long> step(int[] sizes, long seed) {
    var random = new Random(seed);
    var begins = new ArrayList<Long>();
    var held = new ArrayList<Loan<Span>>();
    for (int size : sizes) {
      held.add(take(size * MIB));
      begins.add(held.getLast().block().begin());
      if (random.nextInt(3) == 0) {
        store.giveBack(held.remove(random.nextInt(held.size())));
      }
    }
    held.forEach(store::giveBack);
    return begins;
  }

  @Test
  void piecesNeverOverlap() {
    var random = new Random(1);
    var held = new ArrayList<Loan<Span>>();
    for (int i = 0; i < 20_000; i++) {
      if (held.size() < 50 && random.nextBoolean()) {
        var loan = take(store.round(1 + random.nextLong(20 * MIB)));
        for (var other : held) {
          assertTrue(
              loan.block().end() <= other.block().begin()
                  || other.block().end() <= loan.block().begin());
        }
        held.add(loan);
      } else if (!held.isEmpty()) {
        store.giveBack(held.remove(random.nextInt(held.size())));
      }
      if (i % 1000 == 999) {
        store.trim();
      }
      long lent = held.stream().mapToLong(Loan::size).sum();
      assertEquals(source.bytes(), lent + store.free());
    }
    held.forEach(store::giveBack);
    store.trim();
    assertEquals(0, source.bytes());
  }
}
