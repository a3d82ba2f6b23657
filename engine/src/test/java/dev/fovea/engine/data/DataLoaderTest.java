package dev.fovea.engine.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.vision.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DataLoaderTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1, 0",
    "1, 64, 2",
    "3, 1, 2",
    "17, 16, 2",
    "64, 64, 2",
    "65, 64, 1",
    "129, 3, 5",
    "129, 17, 0",
    "129, 17, 100",
    "129, 2000000000, 2"
  })
  void everySampleComesOnceWithItsLabel(int samples, int batchSize, int prefetch) {
    var dataset = SampleData.numbered(samples);
    var loader = new DataLoader(dataset, batchSize).withShuffle(true).withPrefetch(prefetch);
    var seen = new ArrayList<Integer>();
    int batches = 0;
    try (var epoch = loader.epoch(0)) {
      for (var batch : epoch) {
        batches++;
        assertEquals(Shape.of(batch.count(), 2, 1, 1), batch.shape());
        boolean last = batches == loader.batches();
        assertEquals(last ? samples - (batches - 1) * batchSize : batchSize, batch.count());
        for (int i = 0; i < batch.count(); i++) {
          int index = SampleData.index(batch.images(), i);
          seen.add(index);
          assertEquals(index % 3, batch.labels()[i]);
          assertEquals(0.5f, batch.images()[2 * i + 1]);
        }
      }
    }
    assertEquals(loader.batches(), batches);
    assertEquals(IntStream.range(0, samples).boxed().toList(), seen.stream().sorted().toList());
  }

  @Test
  void withoutShufflingTheOrderIsTheDataSets() {
    var loader = new DataLoader(SampleData.numbered(17), 4);
    assertEquals(IntStream.range(0, 17).boxed().toList(), order(loader, 3));
  }

  @Test
  void theOrderIsAFunctionOfSeedAndEpoch() {
    var loader = new DataLoader(SampleData.numbered(129), 16).withShuffle(true).withSeed(1);
    var order = order(loader, 0);
    assertNotEquals(IntStream.range(0, 129).boxed().toList(), order);
    assertEquals(order, order(loader, 0));
    assertEquals(order, order(loader.withPrefetch(0), 0));
    assertNotEquals(order, order(loader, 1));
    assertNotEquals(order, order(loader.withSeed(2), 0));
  }

  @Test
  void everyOrderIsEquallyLikely() {
    var counts = new int[27];
    var loader = new DataLoader(SampleData.numbered(3), 1).withShuffle(true);
    int epochs = 6000;
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[] order = loader.order(epoch);
      counts[9 * order[0] + 3 * order[1] + order[2]]++;
    }
    int[] possible = Arrays.stream(counts).filter(count -> count > 0).toArray();
    assertEquals(6, possible.length);
    for (int count : possible) {
      assertEquals(1000, count, 160, "five standard deviations");
    }
  }

  @Test
  void augmentationIsAFunctionOfSeedEpochAndIndex() {
    var noise = new Noise();
    var loader = new DataLoader(SampleData.numbered(65), 16).withAugmentation(noise).withSeed(1);
    float[] inOrder = noiseByIndex(loader, 0);
    assertArrayEquals(inOrder, noiseByIndex(loader.withPrefetch(0), 0));
    assertArrayEquals(
        inOrder, noiseByIndex(new DataLoader(loader.dataset(), 7, 1, true, noise, 1), 0));
    assertEquals(65, IntStream.range(0, 65).mapToObj(i -> inOrder[i]).distinct().count());
    assertFalse(Arrays.equals(inOrder, noiseByIndex(loader, 1)));
    assertFalse(Arrays.equals(inOrder, noiseByIndex(loader.withSeed(2), 0)));
  }

  @Test
  void anEpochContinuesWhereItWasLeft() {
    var loader = new DataLoader(SampleData.numbered(65), 8).withShuffle(true);
    var whole = order(loader, 4);
    var rest = new ArrayList<Integer>();
    try (var epoch = loader.epoch(4, 5)) {
      epoch.forEach(batch -> addIndices(batch, rest));
    }
    assertEquals(whole.subList(40, 65), rest);
    try (var epoch = loader.epoch(4, loader.batches())) {
      assertFalse(epoch.iterator().hasNext());
    }
    assertThrows(FoveaException.class, () -> loader.epoch(0, loader.batches() + 1));
    assertThrows(FoveaException.class, () -> loader.epoch(0, -1));
  }

  @Test
  void batchesTakeTurns() {
    var loader = new DataLoader(SampleData.numbered(64), 1).withPrefetch(3);
    var distinct = new IdentityHashMap<float[], Integer>();
    Batch last = null;
    try (var epoch = loader.epoch(0)) {
      for (var batch : epoch) {
        assertTrue(batch != last, "the last one may still be in use");
        distinct.merge(batch.images(), 1, Integer::sum);
        last = batch;
      }
    }
    assertEquals(4, distinct.size());
  }

  @Test
  void aBatchStaysAsItIsUntilTheNext() throws InterruptedException {
    var loader = new DataLoader(SampleData.numbered(64), 1).withPrefetch(2);
    try (var epoch = loader.epoch(0)) {
      int expected = 0;
      for (var batch : epoch) {
        Thread.sleep(1); // time for the thread that prepares others
        assertEquals(expected++, SampleData.index(batch.images(), 0));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void failuresReachTheCaller(int prefetch) {
    var failure = new IllegalStateException("broken sample");
    var dataset =
        new Observed(
            index -> {
              if (index == 9) {
                throw failure;
              }
            });
    try (var epoch = new DataLoader(dataset, 4).withPrefetch(prefetch).epoch(0)) {
      var batches = epoch.iterator();
      assertEquals(4, batches.next().count());
      assertEquals(4, batches.next().count());
      assertSame(failure, assertThrows(IllegalStateException.class, batches::next));
      assertEquals(4, batches.next().count(), "the batch after it is whole");
    }
  }

  @Test
  void nothingIsReadAfterClose() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var reading = new AtomicInteger();
    var reads = new AtomicInteger();
    var dataset =
        new Observed(
            _ -> {
              reading.incrementAndGet();
              begun.countDown();
              pause();
              reads.incrementAndGet();
              reading.decrementAndGet();
            });
    var epoch = new DataLoader(dataset, 4).withPrefetch(4).epoch(0);
    assertTrue(begun.await(20, TimeUnit.SECONDS));
    epoch.close();
    assertEquals(0, reading.get());
    int atClose = reads.get();
    Thread.sleep(50);
    assertEquals(atClose, reads.get());
    assertFalse(epoch.iterator().hasNext());
    assertThrows(NoSuchElementException.class, () -> epoch.iterator().next());
    epoch.close();
  }

  @Test
  void noThreadIsLeftBehind() throws InterruptedException {
    for (int i = 0; i < 20; i++) { // forgotten half-way, never closed
      var batches = new DataLoader(SampleData.numbered(64), 4).epoch(i).iterator();
      assertEquals(4, batches.next().count());
    }
    assertTrue(loaderThreads() <= 1);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (loaderThreads() > 0 && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    assertEquals(0, loaderThreads());
    assertEquals(
        65, order(new DataLoader(SampleData.numbered(65), 4), 0).size(), "a new one starts");
  }

  @Test
  void interruptionEndsTheWait() throws InterruptedException {
    var hold = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    var dataset =
        new Observed(
            _ -> {
              begun.countDown();
              await(hold);
            });
    var epoch = new DataLoader(dataset, 4).epoch(0);
    assertTrue(begun.await(20, TimeUnit.SECONDS));
    Thread.currentThread().interrupt();
    var failure = assertThrows(FoveaException.class, () -> epoch.iterator().next());
    assertTrue(failure.getMessage().contains("interrupted"), failure.getMessage());
    assertTrue(Thread.interrupted(), "the flag stays set");
    hold.countDown();
    epoch.close();
  }

  @Test
  void badNumbersAreRefused() {
    var dataset = SampleData.numbered(3);
    assertThrows(FoveaException.class, () -> new DataLoader(dataset, 0));
    assertThrows(FoveaException.class, () -> new DataLoader(dataset, 1).withPrefetch(-1));
    var empty = new Subset(dataset, new int[0]);
    assertThrows(FoveaException.class, () -> new DataLoader(empty, 1));
  }

  private static List<Integer> order(DataLoader loader, int epoch) {
    var order = new ArrayList<Integer>();
    try (var batches = loader.epoch(epoch)) {
      batches.forEach(batch -> addIndices(batch, order));
    }
    return order;
  }

  private static void addIndices(Batch batch, List<Integer> indices) {
    for (int i = 0; i < batch.count(); i++) {
      indices.add(SampleData.index(batch.images(), i));
    }
  }

  private static float[] noiseByIndex(DataLoader loader, int epoch) {
    var noise = new float[loader.dataset().size()];
    try (var batches = loader.epoch(epoch)) {
      for (var batch : batches) {
        for (int i = 0; i < batch.count(); i++) {
          noise[SampleData.index(batch.images(), i)] = batch.images()[2 * i + 1];
        }
      }
    }
    return noise;
  }

  private static long loaderThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("fovea-loader"))
        .count();
  }

  private static void pause() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Keeps the first value, which tells the index, and draws the second. */
  private record Noise() implements Augmentation {
    @Override
    public void apply(Image source, Image target, RandomStream random) {
      target.values()[0] = source.values()[0];
      target.values()[1] = random.nextFloat();
    }
  }

  private interface Observer {
    void reading(int index);
  }

  /** 64 samples that tell when they are read. */
  private record Observed(Observer observer) implements Dataset {
    private static final Dataset SAMPLES = SampleData.numbered(64);

    @Override
    public int size() {
      return SAMPLES.size();
    }

    @Override
    public Shape sampleShape() {
      return SAMPLES.sampleShape();
    }

    @Override
    public List<String> classNames() {
      return SAMPLES.classNames();
    }

    @Override
    public void read(int index, float[] target, int offset) {
      observer.reading(index);
      SAMPLES.read(index, target, offset);
    }

    @Override
    public int label(int index) {
      return SAMPLES.label(index);
    }
  }
}
