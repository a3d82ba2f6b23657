package dev.fovea.engine.autograd;

import dev.fovea.backend.DataType;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.CrossEntropy;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/** Cross-entropy of each row of logits {@code [rows, classes]}; targets get no gradient. */
record CrossEntropyRule(Tensor logits, Tensor targets) implements Rule {
  CrossEntropyRule {
    ShapeException.require(
        logits.shape().rank() == 2,
        "crossEntropy: logits must be [rows,classes]: logits=%s",
        logits.shape());
    Shapes.require(
        "crossEntropy",
        "targets",
        targets,
        targets.type() == DataType.INT32 ? Shape.of(logits.shape().size(0)) : logits.shape());
  }

  private CrossEntropy op() {
    return new CrossEntropy(
        logits.shape().size(0),
        logits.shape().size(1),
        targets.type() == DataType.INT32
            ? CrossEntropy.Target.CLASS_INDEX
            : CrossEntropy.Target.SOFT);
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(logits);
  }

  @Override
  public Tensor forward() {
    var losses = logits.emptyLike(Shape.of(logits.shape().size(0)));
    logits.backend().crossEntropy(op(), logits.buffer(), targets.buffer(), losses.buffer());
    return losses;
  }

  @Override
  public void pullback(Tensor losses, Tensor dlosses) {
    Gradients.add(
        logits,
        dlogits ->
            logits
                .backend()
                .crossEntropyGradient(
                    op(), logits.buffer(), targets.buffer(), dlosses.buffer(), dlogits));
  }
}
