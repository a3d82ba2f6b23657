package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Reorders axes: axis i of the output is axis {@code axes[i]} of the input. Two axes swapped are a
 * transpose.
 *
 * @param input shape of x
 * @param axes each axis of the input once
 */
public record Permute(Shape input, List<Integer> axes) implements Operation {
  /** Checks the axes. */
  public Permute {
    axes = List.copyOf(axes);
    require(
        axes.size() == input.rank()
            && axes.stream()
                .sorted()
                .toList()
                .equals(IntStream.range(0, input.rank()).boxed().toList()),
        "permute: each axis must appear once: axes=%s, input=%s",
        axes,
        input);
  }

  /** Axis i of the output is axis {@code axes[i]} of the input. */
  public static Permute of(Shape input, Integer... axes) {
    return new Permute(input, List.of(axes));
  }

  /** The permuted shape. */
  public Shape output() {
    return Shape.of(axes.stream().mapToInt(input::size).toArray());
  }

  /** The permutation that undoes this one. */
  public Permute inverse() {
    return new Permute(output(), IntStream.range(0, axes.size()).mapToObj(axes::indexOf).toList());
  }

  @Override
  public String operation() {
    return "permute";
  }
}
