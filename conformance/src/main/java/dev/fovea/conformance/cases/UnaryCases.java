package dev.fovea.conformance.cases;

import static dev.fovea.conformance.cases.Bounds.ARITHMETIC;
import static dev.fovea.conformance.cases.Bounds.FUNCTION;
import static dev.fovea.conformance.cases.Bounds.ROUNDOFF;
import static dev.fovea.conformance.cases.Bounds.TINY;
import static dev.fovea.conformance.cases.Bounds.each;

import dev.fovea.backend.op.Unary;
import java.util.ArrayList;
import java.util.List;

/** Element-wise functions and their gradients. */
final class UnaryCases {
  /**
   * A function and its input.
   *
   * @param op the record
   * @param special whether infinities, NaN, zeros and the ends of the range are among the inputs
   * @param inPlace whether the output is the input's buffer
   */
  private record Geometry(Unary op, boolean special, boolean inPlace) {}

  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    100,
    -100,
    1000,
    -1000,
    1e-6f,
    -1e-6f,
    20,
    -20
  };

  static final Family<Geometry> UNARY =
      new Family<>("unary", 3, geometries(), UnaryCases::random, UnaryCases::forward);

  static final Family<Geometry> GRADIENT =
      new Family<>("unaryGradient", 3, geometries(), UnaryCases::random, UnaryCases::gradient);

  private UnaryCases() {}

  private static List<Geometry> geometries() {
    List<Geometry> geometries = new ArrayList<>();
    for (var kind : Unary.Kind.values()) {
      for (int size : Draw.AWKWARD) {
        geometries.add(new Geometry(op(kind, size), false, false));
      }
      geometries.add(new Geometry(op(kind, 10007), false, false));
      geometries.add(new Geometry(op(kind, 65), false, true));
      geometries.add(new Geometry(op(kind, 129), true, false));
      geometries.add(new Geometry(op(kind, 63), true, false));
    }
    geometries.add(new Geometry(new Unary(Unary.Kind.LEAKY_RELU, 65, -2, 0), false, false));
    geometries.add(new Geometry(new Unary(Unary.Kind.LEAKY_RELU, 65, 3, 0), false, false));
    geometries.add(new Geometry(new Unary(Unary.Kind.AFFINE, 65, 0, 1), false, false));
    return geometries;
  }

  private static Unary op(Unary.Kind kind, int length) {
    return switch (kind) {
      case LEAKY_RELU -> new Unary(kind, length, 0.1f, 0);
      case AFFINE -> new Unary(kind, length, -1.7f, 0.3f);
      default -> Unary.of(kind, length);
    };
  }

  private static Geometry random(Draw draw) {
    var op = op(draw.oneOf(Unary.Kind.values()), draw.size(2000));
    return new Geometry(op, draw.chance(0.2), draw.chance(0.2));
  }

  /** Inputs in the function's domain and clear of its kink or pole. */
  private static double[] inputs(Geometry geometry, Draw draw) {
    var op = geometry.op();
    var values =
        switch (op.kind()) {
          case LOG, SQRT -> draw.uniform(op.length(), 0.01, 4);
          case RELU, LEAKY_RELU, ABS -> draw.signed(op.length(), 0.01, 3);
          case RECIPROCAL -> draw.signed(op.length(), 0.1, 4);
          case SIGMOID, TANH, EXP, SQUARE, AFFINE -> draw.uniform(op.length(), -6, 6);
        };
    return geometry.special() ? draw.with(values, SPECIAL) : values;
  }

  /** Roundoffs that the function's result may be off by. */
  private static double roundoffs(Unary.Kind kind) {
    return switch (kind) {
      case RELU, ABS -> 0;
      case LEAKY_RELU, SQUARE, SQRT, RECIPROCAL, AFFINE -> ARITHMETIC;
      case SIGMOID, TANH, EXP, LOG -> FUNCTION;
    };
  }

  private static Bound bound(Unary op, String x) {
    return switch (op.kind()) {
      case RELU, ABS -> Bounds.EXACT;
      case AFFINE ->
          (expected, name) ->
              each(
                  Math.toIntExact(op.length()),
                  i ->
                      ARITHMETIC
                          * ROUNDOFF
                          * (Math.abs(op.alpha() * expected.before(x)[i]) + Math.abs(op.beta())));
      default -> Bounds.relative(roundoffs(op.kind()));
    };
  }

  private static Case forward(Geometry geometry, Draw draw) {
    var op = geometry.op();
    var result = new Case(op.operation(), op);
    if (geometry.inPlace()) {
      return result
          .inOut("x", inputs(geometry, draw), bound(op, "x"))
          .call((b, o) -> b.unary(op, o.get("x"), o.get("x")));
    }
    result
        .input("x", inputs(geometry, draw))
        .output("y", op.length(), bound(op, "x"))
        .call((b, o) -> b.unary(op, o.get("x"), o.get("y")));
    if (!geometry.special()) {
      result.gradient(
          new Gradient(
              op.operation() + "Gradient",
              "y",
              List.of("x"),
              (b, o, dy, d) -> b.unaryGradient(op, o.get("x"), o.get("y"), dy, d.get("x"))));
    }
    return result;
  }

  private static Case gradient(Geometry geometry, Draw draw) {
    var op = geometry.op();
    var result =
        new Case(op.operation() + "Gradient", op)
            .input("x", inputs(geometry, draw))
            .prepared("y", op.length())
            .prepare((b, o) -> b.unary(op, o.get("x"), o.get("y")));
    var dy = draw.signed(op.length(), 0.1, 1);
    if (geometry.inPlace()) {
      return result
          .inOut("dy", dy, gradientBound(op))
          .call((b, o) -> b.unaryGradient(op, o.get("x"), o.get("y"), o.get("dy"), o.get("dy")));
    }
    return result
        .input("dy", dy)
        .output("dx", op.length(), gradientBound(op))
        .call((b, o) -> b.unaryGradient(op, o.get("x"), o.get("y"), o.get("dy"), o.get("dx")));
  }

  /**
   * Sigmoid and tanh lose relative accuracy where they saturate and the derivative is taken from a
   * rounded y: there the error is relative to dy and to y.
   */
  private static Bound gradientBound(Unary op) {
    return switch (op.kind()) {
      case RELU, ABS -> Bounds.EXACT;
      case LEAKY_RELU, SQUARE, AFFINE -> Bounds.relative(ARITHMETIC);
      case EXP, LOG, SQRT, RECIPROCAL -> Bounds.relative(FUNCTION);
      case SIGMOID, TANH ->
          (expected, name) ->
              each(
                  Math.toIntExact(op.length()),
                  i ->
                      FUNCTION
                              * ROUNDOFF
                              * Math.abs(expected.before("dy")[i])
                              * (op.kind() == Unary.Kind.SIGMOID ? expected.before("y")[i] : 1)
                          + TINY);
    };
  }
}
