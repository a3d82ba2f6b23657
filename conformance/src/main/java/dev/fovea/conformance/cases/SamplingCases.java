package dev.fovea.conformance.cases;

import dev.fovea.backend.op.Gather;
import dev.fovea.backend.op.Resize2d;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Resizing and gathering, and their gradients. */
final class SamplingCases {
  /** A gathering, and whether some indices lie outside. */
  private record Gathering(Gather op, boolean outside) {}

  static final Family<Resize2d> RESIZE =
      new Family<>("resize2d", 2, resizes(), SamplingCases::randomResize, SamplingCases::resize);

  /** The gradient of a resizing, and whether some values are not finite. */
  private record Spreading(Resize2d op, boolean special) {}

  static final Family<Spreading> RESIZE_GRADIENT =
      new Family<>(
          "resize2dGradient",
          2,
          Stream.of(false, true)
              .flatMap(special -> resizes().stream().map(op -> new Spreading(op, special)))
              .toList(),
          draw -> new Spreading(randomResize(draw), draw.chance(0.3)),
          SamplingCases::resizeGradient);

  static final Family<Gathering> GATHER =
      new Family<>(
          "gather", 1, gatherings(), SamplingCases::randomGathering, SamplingCases::gather);

  static final Family<Gathering> GATHER_GRADIENT =
      new Family<>(
          "gatherGradient",
          1,
          gatherings(),
          SamplingCases::randomGathering,
          SamplingCases::gatherGradient);

  private SamplingCases() {}

  private static List<Resize2d> resizes() {
    List<Resize2d> all = new ArrayList<>();
    for (var mode : Resize2d.Mode.values()) {
      for (boolean corners : new boolean[] {false, true}) {
        for (int channels : Draw.AWKWARD) {
          all.add(new Resize2d(mode, 1, 3, 4, 6, 8, channels, corners));
        }
        all.add(new Resize2d(mode, 2, 9, 7, 4, 5, 3, corners));
        all.add(new Resize2d(mode, 1, 5, 6, 5, 6, 17, corners));
        all.add(new Resize2d(mode, 1, 1, 1, 7, 3, 5, corners));
        all.add(new Resize2d(mode, 1, 7, 5, 1, 1, 5, corners));
        all.add(new Resize2d(mode, 2, 3, 17, 10, 5, 2, corners));
        all.add(new Resize2d(mode, 1, 2, 65, 3, 129, 1, corners));
      }
    }
    return all;
  }

  private static Resize2d randomResize(Draw draw) {
    return new Resize2d(
        draw.oneOf(Resize2d.Mode.values()),
        draw.size(2),
        draw.size(12),
        draw.size(12),
        draw.size(16),
        draw.size(16),
        draw.size(40),
        draw.chance(0.5));
  }

  private static Case resize(Resize2d op, Draw draw) {
    boolean nearest = op.mode() == Resize2d.Mode.NEAREST;
    Call call = (b, o) -> b.resize2d(op, o.get("x"), o.get("y"));
    return new Case(op.operation(), op)
        .input("x", draw.values(op.input().elements()))
        .output("y", op.output().elements(), nearest ? Bounds.EXACT : Bounds.sumOf(4))
        .call(call)
        .magnitude(call)
        .gradient(
            new Gradient(
                op.operation() + "Gradient",
                "y",
                List.of("x"),
                (b, o, dy, d) -> b.resize2dGradient(op, dy, d.get("x"))));
  }

  private static Case resizeGradient(Spreading spreading, Draw draw) {
    var op = spreading.op();
    var dy = draw.values(op.output().elements());
    if (spreading.special()) {
      draw.with(dy, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    }
    Call call = (b, o) -> b.resize2dGradient(op, o.get("dy"), o.get("dx"));
    return new Case(op.operation() + "Gradient", op)
        .input("dy", dy)
        .output("dx", op.input().elements(), Bounds.sumOf(op.output().elements(1, 3)))
        .call(call)
        .magnitude(call);
  }

  private static List<Gathering> gatherings() {
    List<Gathering> all = new ArrayList<>();
    for (int size : Draw.AWKWARD) {
      all.add(new Gathering(new Gather(1, 7, size, 5), false));
      all.add(new Gathering(new Gather(3, size, 4, 9), false));
      all.add(new Gathering(new Gather(2, 5, 1, size), false));
    }
    all.add(new Gathering(new Gather(1, 3, 33, 100), false));
    all.add(new Gathering(new Gather(2, 6, 17, 20), true));
    all.add(new Gathering(new Gather(3, 6, 1, 20), true));
    return all;
  }

  private static Gathering randomGathering(Draw draw) {
    return new Gathering(
        new Gather(draw.size(5), draw.size(30), draw.size(40), draw.size(30)), draw.chance(0.3));
  }

  private static double[] picks(Gathering gathering, Draw draw) {
    var op = gathering.op();
    var indices = draw.integers(op.count(), 0, op.size() - 1);
    return gathering.outside()
        ? draw.with(indices, -1, op.size(), Integer.MAX_VALUE, Integer.MIN_VALUE)
        : indices;
  }

  private static Case gather(Gathering gathering, Draw draw) {
    var op = gathering.op();
    var result =
        new Case("gather", op)
            .input("x", draw.values(op.inputLength()))
            .indices("indices", picks(gathering, draw))
            .output("y", op.outputLength(), Bounds.EXACT)
            .call((b, o) -> b.gather(op, o.get("x"), o.get("indices"), o.get("y")));
    if (!gathering.outside()) {
      result.gradient(
          new Gradient(
              "gatherGradient",
              "y",
              List.of("x"),
              (b, o, dy, d) -> b.gatherGradient(op, dy, o.get("indices"), d.get("x"))));
    }
    return result;
  }

  private static Case gatherGradient(Gathering gathering, Draw draw) {
    var op = gathering.op();
    Call call = (b, o) -> b.gatherGradient(op, o.get("dy"), o.get("indices"), o.get("dx"));
    return new Case("gatherGradient", op)
        .input("dy", draw.values(op.outputLength()))
        .indices("indices", picks(gathering, draw))
        .output("dx", op.inputLength(), Bounds.sumOf(op.count()))
        .call(call)
        .magnitude(call);
  }
}
