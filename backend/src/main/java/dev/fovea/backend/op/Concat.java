package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

import java.util.List;

/**
 * Tensors joined along one axis; all other sizes are equal.
 *
 * @param axis the axis, from 0
 * @param inputs at least one shape
 */
public record Concat(int axis, List<Shape> inputs) implements Operation {
  /** Checks the shapes. */
  public Concat {
    inputs = List.copyOf(inputs);
    require(!inputs.isEmpty(), "concat: no inputs: axis=%d", axis);
    var first = inputs.getFirst();
    require(
        axis >= 0 && axis < first.rank(), "concat: no such axis: axis=%d, input=%s", axis, first);
    for (var input : inputs) {
      require(
          input.rank() == first.rank() && input.with(axis, 0).equals(first.with(axis, 0)),
          "concat: sizes off the axis must be equal: axis=%d, inputs=%s",
          axis,
          inputs);
      require(input.elements() >= 1, "concat: empty input: axis=%d, inputs=%s", axis, inputs);
    }
  }

  /** The joined shape. */
  public Shape output() {
    return inputs
        .getFirst()
        .with(axis, inputs.stream().mapToInt(input -> input.size(axis)).reduce(0, Math::addExact));
  }

  /** Where one input lies in the output. */
  public Slice part(int index) {
    int start = inputs.stream().limit(index).mapToInt(input -> input.size(axis)).sum();
    return Slice.along(output(), axis, start, inputs.get(index).size(axis));
  }

  @Override
  public String operation() {
    return "concat";
  }
}
