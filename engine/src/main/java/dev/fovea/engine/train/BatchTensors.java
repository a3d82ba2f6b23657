package dev.fovea.engine.train;

import dev.fovea.backend.Backend;
import dev.fovea.backend.DataType;
import dev.fovea.backend.op.ArgMax;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.data.Batch;
import dev.fovea.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * A batch on a backend.
 *
 * @param images {@code [N,H,W,C]}
 * @param labels int32 {@code [N]}
 */
record BatchTensors(Tensor images, Tensor labels) {
  /** Copies a batch. */
  static BatchTensors of(Backend backend, Batch batch) {
    var images = Tensor.empty(backend, batch.shape());
    images.set(MemorySegment.ofArray(batch.images()).asSlice(0, images.byteSize()));
    var labels = Tensor.empty(backend, DataType.INT32, Shape.of(batch.count()));
    labels.set(MemorySegment.ofArray(batch.labels()).asSlice(0, labels.byteSize()));
    return new BatchTensors(images, labels);
  }

  /** The class with the largest logit of each row, int32 {@code [N]}. */
  static Tensor predictions(Tensor logits) {
    int rows = logits.shape().size(0);
    var predicted = Tensor.empty(logits.backend(), DataType.INT32, Shape.of(rows));
    logits
        .backend()
        .argMax(new ArgMax(rows, logits.shape().size(1), 1), logits.buffer(), predicted.buffer());
    return predicted;
  }
}
