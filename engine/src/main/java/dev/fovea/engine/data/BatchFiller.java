package dev.fovea.engine.data;

import dev.fovea.engine.vision.Image;
import java.util.List;

/** Fills one batch again and again, in memory of its own. */
final class BatchFiller {
  private final Dataset dataset;
  private final Batch batch;
  private final List<Augmentation> steps;

  /** The picture as read, then after each step. */
  private final Image[] stages;

  private final RandomStream random = new RandomStream(0, 0);

  BatchFiller(DataLoader loader) {
    dataset = loader.dataset();
    batch = new Batch(loader.sampleShape(), Math.min(loader.batchSize(), dataset.size()));
    steps = new Sequence(List.of(loader.augmentation())).steps();
    stages = new Image[steps.size() + 1];
    var shape = dataset.sampleShape();
    stages[0] = Image.black(shape);
    for (int i = 0; i < steps.size(); i++) {
      shape = steps.get(i).outputShape(shape);
      stages[i + 1] = Image.black(shape);
    }
  }

  Batch batch() {
    return batch;
  }

  /** Fills the batch with the samples {@code order[from … to - 1]}. */
  void fill(int[] order, int from, int to, long augmentationSeed) {
    for (int i = from; i < to; i++) {
      read(order[i], i - from, augmentationSeed);
    }
    batch.count(to - from);
  }

  private void read(int index, int position, long augmentationSeed) {
    float[] result = stages[steps.size()].values();
    int offset = position * result.length;
    batch.labels()[position] = dataset.label(index);
    if (steps.isEmpty()) {
      dataset.read(index, batch.images(), offset);
      return;
    }
    dataset.read(index, stages[0].values(), 0);
    random.restart(augmentationSeed, index);
    for (int i = 0; i < steps.size(); i++) {
      steps.get(i).apply(stages[i], stages[i + 1], random);
    }
    System.arraycopy(result, 0, batch.images(), offset, result.length);
  }
}
