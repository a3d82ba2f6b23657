package dev.fovea.engine.data;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.op.Shape;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The embedded data set: digits drawn from a seed, 28×28, white on black, kept in memory as bytes.
 * It needs neither files nor network. Each sample has random numbers of its own, and training and
 * test samples never share any, so the parts are disjoint; classes take turns, so they are
 * balanced.
 *
 * <p>A digit is drawn when it is first read, so that training begins at once.
 */
public final class DrawnDigits implements Dataset {
  /** Training samples unless told otherwise. */
  public static final int TRAIN = 20_000;

  /** Test samples unless told otherwise. */
  public static final int TEST = 4_000;

  /** Test samples are numbered from here on, beyond any training sample. */
  private static final long TEST_STREAMS = 1L << 32;

  private static final Shape SHAPE = Shape.of(Handwriting.SIDE, Handwriting.SIDE, 1);
  private static final int SAMPLE_SIZE = Handwriting.SIDE * Handwriting.SIDE;
  private static final List<String> CLASSES = Mnist.digits();

  private final long seed;
  private final long firstStream;
  private final int size;
  private final byte[] pixels;

  /** 1 for each sample whose pixels are there for all threads to see. */
  private final AtomicIntegerArray drawn;

  private final ThreadLocal<Handwriting> hands = ThreadLocal.withInitial(Handwriting::new);

  private DrawnDigits(long seed, long firstStream, int size) {
    if (size < 1) {
      throw new FoveaException("digits: at least one sample: samples=" + size);
    }
    this.seed = seed;
    this.firstStream = firstStream;
    this.size = size;
    pixels = new byte[Math.multiplyExact(size, SAMPLE_SIZE)];
    drawn = new AtomicIntegerArray(size);
  }

  /** Training and test samples of the usual numbers. */
  public static TrainTest draw(long seed) {
    return draw(seed, TRAIN, TEST);
  }

  /**
   * Training and test samples.
   *
   * @throws FoveaException if a number is below 1
   */
  public static TrainTest draw(long seed, int train, int test) {
    return new TrainTest(
        "digits", new DrawnDigits(seed, 0, train), new DrawnDigits(seed, TEST_STREAMS, test));
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Shape sampleShape() {
    return SHAPE;
  }

  @Override
  public List<String> classNames() {
    return CLASSES;
  }

  @Override
  public int label(int index) {
    return Objects.checkIndex(index, size) % CLASSES.size();
  }

  @Override
  public void read(int index, float[] target, int offset) {
    int start = Objects.checkIndex(index, size) * SAMPLE_SIZE;
    Objects.checkFromIndexSize(offset, SAMPLE_SIZE, target.length);
    if (drawn.getAcquire(index) == 0) {
      // Two threads may draw the same digit at once: both write the same bytes.
      var random = new RandomStream(seed, firstStream + index);
      hands.get().draw(label(index), random, pixels, start);
      drawn.setRelease(index, 1);
    }
    for (int i = 0; i < SAMPLE_SIZE; i++) {
      target[offset + i] = (pixels[start + i] & 0xFF) / 255f;
    }
  }
}
