package dev.fovea.conformance.cases;

import dev.fovea.backend.op.ArgMax;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Reductions and the index of a maximum. */
final class ReductionCases {
  /** What the input holds. */
  private enum Content {
    /** Values of either sign. */
    PLAIN,
    /** Few different values: the first of equals wins. */
    TIES,
    /** Negative infinity alone: there still is a winner. */
    ALL_INFINITE,
    /** NaN and infinities among others. */
    SPECIAL;

    double[] draw(Draw draw, long length) {
      return switch (this) {
        case PLAIN -> draw.values(length);
        case TIES -> draw.integers(length, -1, 1);
        case ALL_INFINITE -> draw.constant(length, Double.NEGATIVE_INFINITY);
        case SPECIAL ->
            draw.with(
                draw.values(length),
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NaN,
                Double.NEGATIVE_INFINITY);
      };
    }
  }

  /** A reduction and its input. */
  private record Reduction(Reduce op, Content content) {}

  /** A search and its input. */
  private record Search(ArgMax op, Content content) {}

  static final Family<Reduction> REDUCE =
      new Family<>(
          "reduce", 3, reductions(), ReductionCases::randomReduction, ReductionCases::reduce);

  static final Family<Search> ARG_MAX =
      new Family<>("argMax", 2, searches(), ReductionCases::randomSearch, ReductionCases::argMax);

  private ReductionCases() {}

  private static List<Reduction> reductions() {
    List<Reduction> reductions = new ArrayList<>();
    for (var kind : Reduce.Kind.values()) {
      for (int size : Draw.AWKWARD) {
        reductions.add(plain(Reduce.all(kind, size)));
        reductions.add(plain(Reduce.of(kind, Shape.of(size, 17), 0)));
        reductions.add(plain(Reduce.of(kind, Shape.of(17, size), 1)));
        reductions.add(plain(Reduce.of(kind, Shape.of(5, size, 3), 1)));
      }
      var image = Shape.of(2, 5, 7, 33);
      reductions.add(plain(Reduce.of(kind, image, 0, 1, 2)));
      reductions.add(plain(Reduce.of(kind, image, 1, 2)));
      reductions.add(plain(Reduce.of(kind, image, 0, 2)));
      reductions.add(plain(Reduce.of(kind, image, 1, 3)));
      reductions.add(plain(Reduce.of(kind, image, 3)));
      reductions.add(plain(Reduce.of(kind, image, 0)));
      reductions.add(plain(Reduce.of(kind, image, 0, 1, 2, 3)));
      reductions.add(plain(Reduce.of(kind, Shape.of(1, 65, 1), 0, 2)));
      reductions.add(plain(Reduce.all(kind, 10007)));
      reductions.add(plain(Reduce.of(kind, Shape.of(2053, 3), 0)));
      reductions.add(new Reduction(Reduce.of(kind, Shape.of(9, 33), 1), Content.SPECIAL));
      reductions.add(new Reduction(Reduce.of(kind, Shape.of(9, 33), 0), Content.SPECIAL));
      reductions.add(new Reduction(Reduce.all(kind, 129), Content.SPECIAL));
      reductions.add(new Reduction(Reduce.of(kind, Shape.of(9, 33), 1), Content.ALL_INFINITE));
    }
    return reductions;
  }

  private static Reduction plain(Reduce op) {
    return new Reduction(op, Content.PLAIN);
  }

  private static Reduction randomReduction(Draw draw) {
    int rank = draw.between(1, 5);
    int most = rank <= 2 ? 80 : rank == 3 ? 20 : 7;
    var input = Shape.of(IntStream.range(0, rank).map(i -> draw.size(most)).toArray());
    var axes = IntStream.range(0, rank).filter(i -> draw.chance(0.5)).boxed().toList();
    return new Reduction(
        new Reduce(
            draw.oneOf(Reduce.Kind.values()),
            input,
            axes.isEmpty() ? List.of(draw.between(0, rank - 1)) : axes),
        draw.oneOf(Content.PLAIN, Content.PLAIN, Content.PLAIN, Content.SPECIAL));
  }

  private static Case reduce(Reduction reduction, Draw draw) {
    var op = reduction.op();
    boolean exact =
        switch (op.kind()) {
          case MAX, MIN -> true;
          case SUM, MEAN, SUM_OF_SQUARES -> false;
        };
    Call call = (b, o) -> b.reduce(op, o.get("x"), o.get("y"));
    return new Case(op.operation(), op)
        .input("x", reduction.content().draw(draw, op.input().elements()))
        .output("y", op.output().elements(), exact ? Bounds.EXACT : Bounds.sumOf(op.count()))
        .call(call)
        .magnitude(call);
  }

  private static List<Search> searches() {
    List<Search> searches = new ArrayList<>();
    for (int size : Draw.AWKWARD) {
      searches.add(new Search(new ArgMax(3, size, 1), Content.PLAIN));
      searches.add(new Search(new ArgMax(1, size, 17), Content.PLAIN));
      searches.add(new Search(new ArgMax(2, 7, size), Content.PLAIN));
      searches.add(new Search(new ArgMax(size, 10, 1), Content.TIES));
      searches.add(new Search(new ArgMax(5, size, 1), Content.SPECIAL));
    }
    searches.add(new Search(ArgMax.of(Shape.of(3, 5, 7, 9), 1), Content.SPECIAL));
    searches.add(new Search(ArgMax.of(Shape.of(3, 5, 7, 9), -1), Content.TIES));
    searches.add(new Search(new ArgMax(1, 10007, 1), Content.TIES));
    searches.add(new Search(new ArgMax(1, 10007, 1), Content.PLAIN));
    searches.add(new Search(new ArgMax(7, 33, 1), Content.ALL_INFINITE));
    searches.add(new Search(new ArgMax(2, 33, 18), Content.ALL_INFINITE));
    return searches;
  }

  private static Search randomSearch(Draw draw) {
    return new Search(
        new ArgMax(draw.size(20), draw.size(80), draw.chance(0.5) ? 1 : draw.size(20)),
        draw.oneOf(Content.values()));
  }

  private static Case argMax(Search search, Draw draw) {
    var op = search.op();
    return new Case("argMax", op)
        .input("x", search.content().draw(draw, op.inputLength()))
        .outputIndices("y", op.outputLength())
        .call((b, o) -> b.argMax(op, o.get("x"), o.get("y")));
  }
}
