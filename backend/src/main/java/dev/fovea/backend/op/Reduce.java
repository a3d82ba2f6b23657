package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

import java.util.List;

/**
 * Reduction of a tensor over some of its axes; the axes vanish from the output.
 *
 * @param kind the function
 * @param input shape of x
 * @param axes ascending, at least one, from 0
 */
public record Reduce(Kind kind, Shape input, List<Integer> axes) implements Operation {
  /** The functions. */
  public enum Kind {
    /** {@code Σ x} */
    SUM,
    /** {@code Σ x / count} */
    MEAN,
    /** {@code Σ x²} */
    SUM_OF_SQUARES,
    /** the largest; NaN if any is */
    MAX,
    /** the smallest; NaN if any is */
    MIN
  }

  /** Checks the axes. */
  public Reduce {
    axes = List.copyOf(axes);
    require(!axes.isEmpty(), "reduce: no axes: input=%s", input);
    int previous = -1;
    for (int axis : axes) {
      require(
          axis > previous && axis < input.rank(),
          "reduce: axes must ascend within the rank: axes=%s, input=%s",
          axes,
          input);
      previous = axis;
    }
    require(input.elements() >= 1, "reduce: empty input: input=%s", input);
  }

  /** Over the given axes. */
  public static Reduce of(Kind kind, Shape input, Integer... axes) {
    return new Reduce(kind, input, List.of(axes));
  }

  /** Over all of a buffer, to one value. */
  public static Reduce all(Kind kind, int length) {
    return of(kind, Shape.of(length), 0);
  }

  /** The input's shape without the axes. */
  public Shape output() {
    return input.without(axes.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Elements that make one output. */
  public long count() {
    return input.elements() / output().elements();
  }

  @Override
  public String operation() {
    return switch (kind) {
      case SUM -> "sum";
      case MEAN -> "mean";
      case SUM_OF_SQUARES -> "sumOfSquares";
      case MAX -> "max";
      case MIN -> "min";
    };
  }
}
