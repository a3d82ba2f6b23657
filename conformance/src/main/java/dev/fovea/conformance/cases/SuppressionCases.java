package dev.fovea.conformance.cases;

import dev.fovea.backend.op.NonMaximumSuppression;
import java.util.ArrayList;
import java.util.List;

/** Which boxes non-maximum suppression keeps. */
final class SuppressionCases {
  private static final double SIDE = 16;

  /** What boxes and scores hold. */
  private enum Content {
    /** Corners anywhere, scores all different. */
    PLAIN,
    /** Corners on a grid, so that ratios meet the threshold, and few different scores. */
    TIES,
    /** NaN and infinities among others, and boxes that end before they begin. */
    SPECIAL
  }

  /** A suppression and its input. */
  private record Boxes(NonMaximumSuppression op, Content content) {}

  static final Family<Boxes> SUPPRESSION =
      new Family<>(
          "nonMaximumSuppression",
          1,
          listed(),
          draw ->
              new Boxes(
                  new NonMaximumSuppression(draw.size(300), draw.oneOf(0f, 0.25f, 0.5f, 0.7f, 1f)),
                  draw.oneOf(Content.values())),
          SuppressionCases::suppression);

  private SuppressionCases() {}

  private static List<Boxes> listed() {
    List<Boxes> all = new ArrayList<>();
    for (int count : Draw.AWKWARD) {
      for (var content : Content.values()) {
        all.add(new Boxes(new NonMaximumSuppression(count, 0.5f), content));
        all.add(new Boxes(new NonMaximumSuppression(count, 0.1f), content));
      }
    }
    all.add(new Boxes(new NonMaximumSuppression(65, 0), Content.TIES));
    all.add(new Boxes(new NonMaximumSuppression(65, 1), Content.TIES));
    all.add(new Boxes(new NonMaximumSuppression(1000, 0.3f), Content.PLAIN));
    all.add(new Boxes(new NonMaximumSuppression(1000, 0.7f), Content.TIES));
    all.add(new Boxes(new NonMaximumSuppression(0, 0.5f), Content.PLAIN));
    return all;
  }

  private static Case suppression(Boxes boxes, Draw draw) {
    var op = boxes.op();
    return new Case("nonMaximumSuppression", op)
        .input("boxes", corners(boxes, draw))
        .input("scores", scores(boxes, draw))
        .outputIndices("kept", op.count())
        .call(
            (b, o) -> b.nonMaximumSuppression(op, o.get("boxes"), o.get("scores"), o.get("kept")));
  }

  /** Boxes up to a quarter as wide and high as the picture. */
  private static double[] corners(Boxes boxes, Draw draw) {
    int count = boxes.op().count();
    boolean grid = boxes.content() == Content.TIES;
    int most = (int) SIDE;
    var values = grid ? draw.integers(4L * count, 0, most) : draw.uniform(4L * count, 0, SIDE);
    for (int i = 0; i < values.length; i += 4) {
      for (int axis = 0; axis < 2; axis++) {
        double extent = values[i + axis + 2] / 4;
        values[i + axis + 2] = (float) (values[i + axis] + (grid ? Math.floor(extent) : extent));
      }
    }
    return boxes.content() == Content.SPECIAL
        ? draw.with(
            values,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            -SIDE,
            -SIDE,
            2 * SIDE,
            2 * SIDE)
        : values;
  }

  private static double[] scores(Boxes boxes, Draw draw) {
    int count = boxes.op().count();
    return switch (boxes.content()) {
      case PLAIN -> draw.distinct(count);
      case TIES -> draw.integers(count, -1, 1);
      case SPECIAL ->
          draw.with(
              draw.values(count),
              Double.NaN,
              Double.POSITIVE_INFINITY,
              Double.NaN,
              Double.NEGATIVE_INFINITY,
              0,
              -0.0);
    };
  }
}
