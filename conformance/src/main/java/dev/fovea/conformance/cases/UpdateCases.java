package dev.fovea.conformance.cases;

import static dev.fovea.conformance.cases.Bounds.ARITHMETIC;
import static dev.fovea.conformance.cases.Bounds.ROUNDOFF;
import static dev.fovea.conformance.cases.Bounds.TINY;
import static dev.fovea.conformance.cases.Bounds.each;

import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.Dropout;
import java.util.ArrayList;
import java.util.List;

/** Scaled addition and dropout. */
final class UpdateCases {
  /** A scaled addition, and whether x and y are one buffer. */
  private record Addition(Axpby op, boolean inPlace) {}

  /** A dropout, where its random numbers begin, and whether x and y are one buffer. */
  private record Dropping(Dropout op, RandomState random, boolean inPlace) {}

  static final Family<Addition> AXPBY =
      new Family<>(
          "axpby",
          1,
          additions(),
          draw ->
              new Addition(
                  new Axpby(draw.size(2000), factor(draw), factor(draw)), draw.chance(0.2)),
          UpdateCases::axpby);

  static final Family<Dropping> DROPOUT =
      new Family<>(
          "dropout",
          1,
          droppings(),
          draw ->
              new Dropping(
                  new Dropout(draw.size(2000), draw.oneOf(0f, 0.1f, 0.5f, 0.9f)),
                  new RandomState(draw.word(), draw.between(0, 1 << 30)),
                  draw.chance(0.2)),
          UpdateCases::dropout);

  private UpdateCases() {}

  private static float factor(Draw draw) {
    return draw.oneOf(0f, 1f, -1f, 0.3f, -2.5f);
  }

  private static List<Addition> additions() {
    List<Addition> additions = new ArrayList<>();
    for (int size : Draw.AWKWARD) {
      additions.add(new Addition(new Axpby(size, 0.7f, -1.3f), false));
      additions.add(new Addition(new Axpby(size, 1, 1), false));
    }
    additions.add(new Addition(new Axpby(10007, -0.1f, 0.9f), false));
    additions.add(new Addition(new Axpby(65, 2, 0), false));
    additions.add(new Addition(new Axpby(65, 0, 2), false));
    additions.add(new Addition(new Axpby(65, 0, 0), false));
    additions.add(new Addition(new Axpby(65, 0.25f, 3), true));
    return additions;
  }

  private static List<Dropping> droppings() {
    List<Dropping> droppings = new ArrayList<>();
    for (int size : Draw.AWKWARD) {
      droppings.add(new Dropping(new Dropout(size, 0.5f), RandomState.of(size), false));
    }
    var late = new RandomState(-7, (1L << 32) - 3);
    droppings.add(new Dropping(new Dropout(10007, 0.25f), late, false));
    droppings.add(new Dropping(new Dropout(65, 0), late, false));
    droppings.add(new Dropping(new Dropout(65, 0.5f), RandomState.of(5), true));
    return droppings;
  }

  private static Case axpby(Addition addition, Draw draw) {
    var op = addition.op();
    var result = new Case("axpby", op);
    if (addition.inPlace()) {
      return result
          .inOut("x", draw.values(op.length()), axpbyBound(op, "x", "x"))
          .call((b, o) -> b.axpby(op, o.get("x"), o.get("x")));
    }
    result.input("x", draw.values(op.length()));
    if (op.beta() == 0) {
      result.output("y", op.length(), Bounds.relative(ARITHMETIC));
    } else {
      result.inOut("y", draw.values(op.length()), axpbyBound(op, "x", "y"));
    }
    return result.call((b, o) -> b.axpby(op, o.get("x"), o.get("y")));
  }

  private static Bound axpbyBound(Axpby op, String x, String y) {
    return (expected, name) ->
        each(
            Math.toIntExact(op.length()),
            i ->
                ARITHMETIC
                        * ROUNDOFF
                        * (Math.abs(op.alpha() * expected.before(x)[i])
                            + Math.abs(op.beta() * expected.before(y)[i]))
                    + TINY);
  }

  private static Case dropout(Dropping dropping, Draw draw) {
    var op = dropping.op();
    var random = dropping.random();
    var bound = Bounds.relative(ARITHMETIC);
    var x = draw.signed(op.length(), 0.1, 1);
    var result = new Case("dropout", op);
    if (dropping.inPlace()) {
      return result
          .inOut("x", x, bound)
          .call((b, o) -> b.dropout(op, random, o.get("x"), o.get("x")));
    }
    return result
        .input("x", x)
        .output("y", op.length(), bound)
        .call((b, o) -> b.dropout(op, random, o.get("x"), o.get("y")))
        .gradient(
            new Gradient(
                "dropout",
                "y",
                List.of("x"),
                (b, o, dy, d) -> b.dropout(op, random, dy, d.get("x"))));
  }
}
