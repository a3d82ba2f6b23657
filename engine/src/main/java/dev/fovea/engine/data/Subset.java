package dev.fovea.engine.data;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.op.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Some samples of a data set, in an order of its own. Nothing is copied. */
public final class Subset implements Dataset {
  private final Dataset dataset;
  private final int[] indices;

  /**
   * The samples with these indices, in this order.
   *
   * @throws FoveaException if there is no such sample
   */
  public Subset(Dataset dataset, int[] indices) {
    for (int index : indices) {
      if (index < 0 || index >= dataset.size()) {
        throw new FoveaException(
            "subset: no such sample: index=%d, samples=%d".formatted(index, dataset.size()));
      }
    }
    this.dataset = dataset;
    this.indices = indices.clone();
  }

  /** The first samples, all of them if there are fewer. */
  public static Dataset first(Dataset dataset, int samples) {
    return samples >= dataset.size()
        ? dataset
        : new Subset(dataset, IntStream.range(0, samples).toArray());
  }

  /**
   * Two disjoint random parts: the first for training, and a share of the samples for tests.
   *
   * @param testShare part of the samples that goes to the tests, {@code 0 … 1}
   */
  public static TrainTest split(String name, Dataset dataset, double testShare, long seed) {
    if (!(testShare >= 0 && testShare <= 1)) {
      throw new FoveaException("split: share must be in 0 … 1: testShare=" + testShare);
    }
    int[] order = new DataLoader(dataset, 1).withSeed(seed).withShuffle(true).order(0);
    int train = order.length - (int) Math.round(order.length * testShare);
    return new TrainTest(
        name,
        new Subset(dataset, Arrays.copyOf(order, train)),
        new Subset(dataset, Arrays.copyOfRange(order, train, order.length)));
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public Shape sampleShape() {
    return dataset.sampleShape();
  }

  @Override
  public List<String> classNames() {
    return dataset.classNames();
  }

  @Override
  public void read(int index, float[] target, int offset) {
    dataset.read(indices[index], target, offset);
  }

  @Override
  public int label(int index) {
    return dataset.label(indices[index]);
  }
}
