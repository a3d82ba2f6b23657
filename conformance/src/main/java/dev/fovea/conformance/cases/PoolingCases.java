package dev.fovea.conformance.cases;

import dev.fovea.backend.op.Adaptive;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.PoolAxis;
import dev.fovea.backend.op.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Max and average pooling and their gradients. */
final class PoolingCases {
  /** What the input holds. */
  private enum Content {
    /** No two values equal: a maximum is differentiable. */
    DISTINCT,
    /** Few different values: the first of equals wins. */
    TIES,
    /** Negative values only: a maximum that starts from zero shows. */
    NEGATIVE,
    /** NaN and infinities among others; NaN wins. */
    SPECIAL,
    /** Negative infinity alone: there still is a winner. */
    ALL_INFINITE
  }

  /** A pooling, its input, and whether the winners are asked for. */
  private record Geometry(Pool2d op, Content content, boolean indices) {}

  static final Family<Geometry> POOL2D =
      new Family<>("pool2d", 4, geometries(), PoolingCases::random, PoolingCases::forward);

  static final Family<Geometry> GRADIENT =
      new Family<>(
          "pool2dGradient",
          3,
          geometries().stream().filter(PoolingCases::hasGradient).toList(),
          draw -> new Geometry(random(draw).op(), Content.DISTINCT, true),
          PoolingCases::gradient);

  private PoolingCases() {}

  private static boolean hasGradient(Geometry geometry) {
    return geometry.content() != Content.SPECIAL
        && geometry.indices() == (geometry.op().kind() == Pool2d.Kind.MAX);
  }

  private static List<Pool2d> poolings() {
    List<Pool2d> all = new ArrayList<>();
    var half = Window.of(8, 2).stride(2);
    for (int channels : Draw.AWKWARD) {
      both(all, 1, half, half, channels);
    }
    // windows side by side over few channels: several to a vector, an odd number of them
    for (int channels : new int[] {1, 2, 4, 5, 6, 8, 10, 13}) {
      both(all, 2, Window.of(6, 2).stride(2), Window.of(34, 2).stride(2), channels);
      both(all, 1, Window.of(4, 2).stride(2), Window.of(27, 3).stride(3), channels);
      both(all, 1, Window.of(2, 2), Window.of(2, 2), channels);
    }
    var overlapping = Window.of(9, 3).stride(2).padding(1);
    both(all, 2, overlapping, overlapping, 16);
    both(all, 1, Window.of(7, 3).padding(1), Window.of(5, 3).padding(1), 17);
    both(all, 1, Window.of(6, 3).padding(0, 2), Window.of(9, 4).stride(3).padding(2, 1), 3);
    both(all, 1, Window.of(10, 2).stride(3), Window.of(11, 3).stride(5), 5);
    both(all, 2, Window.of(5, 1), Window.of(4, 1), 7);
    both(all, 1, Window.of(1, 1), Window.of(129, 3).padding(1), 2);
    both(all, 1, Window.of(6, 6), Window.of(7, 7), 18);
    both(all, 1, Window.of(4, 7).padding(2), Window.of(3, 5).padding(1), 6);
    // global, dividing unevenly, more parts than cells
    both(all, 3, new Adaptive(7, 1), new Adaptive(5, 1), 65);
    both(all, 1, new Adaptive(13, 7), new Adaptive(9, 7), 17);
    both(all, 1, new Adaptive(3, 5), new Adaptive(4, 9), 3);
    both(all, 2, new Adaptive(6, 3), Window.of(6, 2).stride(2), 16);
    return all;
  }

  private static void both(List<Pool2d> all, int n, PoolAxis rows, PoolAxis columns, int channels) {
    all.add(Pool2d.max(n, rows, columns, channels));
    all.add(Pool2d.average(n, rows, columns, channels));
    all.add(new Pool2d(Pool2d.Kind.AVERAGE, n, rows, columns, channels, true));
  }

  private static List<Geometry> geometries() {
    List<Geometry> geometries = new ArrayList<>();
    for (var op : poolings()) {
      boolean isMax = op.kind() == Pool2d.Kind.MAX;
      geometries.add(new Geometry(op, Content.DISTINCT, isMax));
      if (isMax) {
        geometries.add(new Geometry(op, Content.DISTINCT, false));
        for (var content : Content.values()) {
          if (content != Content.DISTINCT) {
            geometries.add(new Geometry(op, content, true));
          }
        }
      }
    }
    return geometries;
  }

  private static Geometry random(Draw draw) {
    var kind = draw.oneOf(Pool2d.Kind.values());
    boolean isMax = kind == Pool2d.Kind.MAX;
    var op =
        new Pool2d(
            kind, draw.size(3), axis(draw), axis(draw), draw.size(70), !isMax && draw.chance(0.5));
    var content = isMax ? draw.oneOf(Content.values()) : Content.DISTINCT;
    return new Geometry(op, content, isMax && draw.chance(0.7));
  }

  private static PoolAxis axis(Draw draw) {
    int size = draw.size(16);
    if (draw.chance(0.25)) {
      return new Adaptive(size, draw.size(8));
    }
    int kernel = draw.between(1, Math.min(size, 5));
    int before = draw.between(0, kernel / 2);
    int after = draw.between(0, kernel / 2);
    return new Window(size, kernel, draw.between(1, 3), before, after, 1);
  }

  private static double[] content(Geometry geometry, Draw draw) {
    long length = geometry.op().input().elements();
    return switch (geometry.content()) {
      case DISTINCT -> draw.distinct(length);
      case TIES -> draw.integers(length, -1, 1);
      case NEGATIVE -> draw.uniform(length, -3, -2);
      case SPECIAL ->
          draw.with(
              draw.values(length),
              Double.NaN,
              Double.NaN,
              Double.NEGATIVE_INFINITY,
              Double.POSITIVE_INFINITY);
      case ALL_INFINITE -> draw.constant(length, Double.NEGATIVE_INFINITY);
    };
  }

  /** Cells of the largest window along an axis. */
  private static double cells(PoolAxis axis) {
    return IntStream.range(0, axis.output())
        .map(window -> axis.end(window) - axis.begin(window))
        .max()
        .getAsInt();
  }

  /** The most windows that share a cell along an axis. */
  private static double windows(PoolAxis axis) {
    return IntStream.range(0, axis.size())
        .mapToLong(
            cell ->
                IntStream.range(0, axis.output())
                    .filter(window -> axis.begin(window) <= cell && cell < axis.end(window))
                    .count())
        .max()
        .getAsLong();
  }

  private static Case forward(Geometry geometry, Draw draw) {
    var op = geometry.op();
    boolean isMax = op.kind() == Pool2d.Kind.MAX;
    Call call = (b, o) -> b.pool2d(op, o.get("x"), o.get("y"), o.optional("indices"));
    var result =
        new Case(op.operation(), op)
            .input("x", content(geometry, draw))
            .output(
                "y",
                op.output().elements(),
                isMax ? Bounds.EXACT : Bounds.sumOf(cells(op.rows()) * cells(op.columns())))
            .call(call)
            .magnitude(call);
    if (geometry.indices()) {
      result.outputIndices("indices", op.output().elements());
    }
    if (geometry.content() == Content.DISTINCT && hasGradient(geometry)) {
      result.gradient(
          new Gradient(
              op.operation() + "Gradient",
              "y",
              List.of("x"),
              (b, o, dy, d) -> b.pool2dGradient(op, dy, o.optional("indices"), d.get("x"))));
    }
    return result;
  }

  private static Case gradient(Geometry geometry, Draw draw) {
    var op = geometry.op();
    Call call = (b, o) -> b.pool2dGradient(op, o.get("dy"), o.optional("indices"), o.get("dx"));
    long outputs = op.output().elements();
    var result =
        new Case(op.operation() + "Gradient", op)
            .input("dy", draw.values(outputs))
            .output(
                "dx",
                op.input().elements(),
                Bounds.sumOf(windows(op.rows()) * windows(op.columns())))
            .call(call)
            .magnitude(call);
    if (op.kind() == Pool2d.Kind.MAX) {
      result
          .input("x", content(geometry, draw))
          .prepared("y", outputs)
          .preparedIndices("indices", outputs)
          .prepare((b, o) -> b.pool2d(op, o.get("x"), o.get("y"), o.get("indices")));
    }
    return result;
  }
}
