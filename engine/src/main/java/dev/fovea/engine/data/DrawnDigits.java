package dev.fovea.engine.data;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.op.Shape;
import java.util.stream.IntStream;

/**
 * The embedded data set: digits drawn from a seed, 28×28, white on black, in memory as bytes. It
 * needs neither files nor network. Each sample has random numbers of its own, and training and test
 * samples never share any, so the parts are disjoint; classes take turns, so they are balanced.
 */
public final class DrawnDigits {
  /** Training samples unless told otherwise. */
  public static final int TRAIN = 20_000;

  /** Test samples unless told otherwise. */
  public static final int TEST = 4_000;

  /** Test samples are numbered from here on, beyond any training sample. */
  private static final long TEST_STREAMS = 1L << 32;

  private DrawnDigits() {}

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
    return new TrainTest("digits", part(seed, 0, train), part(seed, TEST_STREAMS, test));
  }

  private static Dataset part(long seed, long firstStream, int samples) {
    if (samples < 1) {
      throw new FoveaException("digits: at least one sample: samples=" + samples);
    }
    int sampleSize = Handwriting.SIDE * Handwriting.SIDE;
    var pixels = new byte[Math.multiplyExact(samples, sampleSize)];
    var labels = new byte[samples];
    var hands = ThreadLocal.withInitial(Handwriting::new);
    IntStream.range(0, samples)
        .parallel()
        .forEach(
            index -> {
              int digit = index % Mnist.digits().size();
              labels[index] = (byte) digit;
              var random = new RandomStream(seed, firstStream + index);
              hands.get().draw(digit, random, pixels, index * sampleSize);
            });
    var shape = Shape.of(Handwriting.SIDE, Handwriting.SIDE, 1);
    return new ByteDataset(shape, Mnist.digits(), pixels, labels);
  }
}
