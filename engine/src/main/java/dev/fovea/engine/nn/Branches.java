package dev.fovea.engine.nn;

import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Concat;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.autograd.Functions;
import dev.fovea.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Layers side by side on one input, their results {@code [N,H,W,C…]} joined by channel. */
public final class Branches extends Layer {
  private final List<Layer> branches = new ArrayList<>();

  /** No branch yet. */
  public Branches() {}

  /**
   * Adds a branch; its channels follow those of the branches before it.
   *
   * @throws IllegalArgumentException if the name is used already
   */
  public Branches add(String name, Layer branch) {
    branches.add(child(name, branch));
    return this;
  }

  @Override
  public Tensor forward(Tensor x) {
    var parts = branches.stream().map(branch -> branch.forward(x)).toList();
    var y = Functions.concat(x.shape().rank() - 1, parts);
    parts.forEach(part -> release(part, x));
    return y;
  }

  @Override
  public Shape outputShape(Shape input) {
    ShapeException.require(!branches.isEmpty(), "branches: there is none: x=%s", input);
    var outputs = branches.stream().map(branch -> branch.outputShape(input)).toList();
    return new Concat(outputs.getFirst().rank() - 1, outputs).output();
  }

  @Override
  public long multiplyAdds(Shape input) {
    return branches.stream().mapToLong(branch -> branch.multiplyAdds(input)).sum();
  }

  @Override
  public ReceptiveField receptiveField(ReceptiveField field, Shape input) {
    return branches.stream()
        .map(branch -> branch.receptiveField(field, input))
        .reduce(ReceptiveField::union)
        .orElse(field);
  }

  @Override
  public String describe() {
    return "concat";
  }
}
