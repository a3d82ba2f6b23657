package dev.fovea.engine.data;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.op.Shape;

/**
 * Turns a data set into batches. What the batches of an epoch hold is a function of the seed and
 * the epoch's number alone: the order of {@code (seed, epoch)}, the augmentation of each sample of
 * {@code (seed, epoch, index)}. So training that resumes at an epoch sees what it would have seen.
 *
 * {@snippet :
 * var loader = new DataLoader(train, 64).withSeed(1).withShuffle(true);
 * try (var batches = loader.epoch(0)) {
 *   for (Batch batch : batches) {
 *     step(batch);
 *   }
 * }
 * }
 *
 * @param dataset where samples come from
 * @param batchSize samples per batch, at least 1; the last batch of an epoch holds what is left
 * @param seed of the order and the augmentation
 * @param shuffle whether each epoch has a random order of its own
 * @param augmentation what is done to each sample
 * @param prefetch batches prepared ahead by another thread; 0 prepares each when asked for it
 */
public record DataLoader(
    Dataset dataset,
    int batchSize,
    long seed,
    boolean shuffle,
    Augmentation augmentation,
    int prefetch) {
  private static final long ORDER = 1;
  private static final long AUGMENTATION = 2;

  /** Checks the numbers and that the augmentation fits the samples. */
  public DataLoader {
    if (dataset.size() == 0) {
      throw new FoveaException("loader: the data set is empty");
    }
    if (batchSize < 1) {
      throw new FoveaException("loader: batch size must be at least 1: batchSize=" + batchSize);
    }
    if (prefetch < 0) {
      throw new FoveaException("loader: prefetch must not be negative: prefetch=" + prefetch);
    }
    augmentation.outputShape(dataset.sampleShape());
  }

  /** In order, not augmented, two batches ahead. */
  public DataLoader(Dataset dataset, int batchSize) {
    this(dataset, batchSize, 0, false, Augmentation.none(), 2);
  }

  /** The same with another seed. */
  public DataLoader withSeed(long newSeed) {
    return new DataLoader(dataset, batchSize, newSeed, shuffle, augmentation, prefetch);
  }

  /** The same with or without shuffling. */
  public DataLoader withShuffle(boolean newShuffle) {
    return new DataLoader(dataset, batchSize, seed, newShuffle, augmentation, prefetch);
  }

  /** The same with another augmentation. */
  public DataLoader withAugmentation(Augmentation newAugmentation) {
    return new DataLoader(dataset, batchSize, seed, shuffle, newAugmentation, prefetch);
  }

  /** The same with another number of batches prepared ahead. */
  public DataLoader withPrefetch(int newPrefetch) {
    return new DataLoader(dataset, batchSize, seed, shuffle, augmentation, newPrefetch);
  }

  /** Number of batches of an epoch. */
  public int batches() {
    return Math.ceilDiv(dataset.size(), batchSize);
  }

  /** Shape of each sample after augmentation, {@code [H,W,C]}. */
  public Shape sampleShape() {
    return augmentation.outputShape(dataset.sampleShape());
  }

  /** The batches of an epoch. */
  public Batches epoch(int epoch) {
    return epoch(epoch, 0);
  }

  /** The batches of an epoch from a given one on: what is left of it after a restart. */
  public Batches epoch(int epoch, int firstBatch) {
    return new Batches(this, epoch, firstBatch);
  }

  /** Sample indices in the order of an epoch. */
  int[] order(int epoch) {
    var order = new int[dataset.size()];
    var random = new RandomStream(RandomStream.seed(seed, ORDER), epoch);
    for (int i = 0; i < order.length; i++) {
      int j = shuffle ? random.nextInt(i + 1) : i; // Fisher and Yates, inside out
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Seed of the augmentation in an epoch; each sample has a stream of it. */
  long augmentationSeed(int epoch) {
    return RandomStream.seed(RandomStream.seed(seed, AUGMENTATION), epoch);
  }
}
