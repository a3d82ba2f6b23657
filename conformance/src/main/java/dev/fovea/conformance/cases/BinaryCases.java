package dev.fovea.conformance.cases;

import static dev.fovea.conformance.cases.Bounds.ARITHMETIC;

import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Element-wise arithmetic with broadcasting. */
final class BinaryCases {
  /** Which operand's buffer is the output. */
  private enum InPlace {
    NO,
    A,
    B
  }

  /** An operation, whether NaN and infinities are among its inputs, and its output. */
  private record Geometry(Binary op, boolean special, InPlace inPlace) {}

  static final Family<Geometry> BINARY =
      new Family<>("binary", 3, geometries(), BinaryCases::random, BinaryCases::build);

  private BinaryCases() {}

  private static List<Geometry> geometries() {
    List<Geometry> geometries = new ArrayList<>();
    for (var kind : Binary.Kind.values()) {
      for (int size : Draw.AWKWARD) {
        geometries.add(plain(kind, Shape.of(size), Shape.of(size)));
        geometries.add(plain(kind, Shape.of(3, size), Shape.of(size)));
        geometries.add(plain(kind, Shape.of(size), Shape.of(3, size)));
      }
      geometries.add(plain(kind, Shape.of(2, 5, 7, 17), Shape.of(2, 5, 7, 17)));
      geometries.add(plain(kind, Shape.of(2, 5, 7, 17), Shape.of()));
      geometries.add(plain(kind, Shape.of(), Shape.of(2, 5, 7, 17)));
      geometries.add(plain(kind, Shape.of(), Shape.of()));
      geometries.add(plain(kind, Shape.of(2, 5, 7, 17), Shape.of(2, 1, 1, 17)));
      geometries.add(plain(kind, Shape.of(2, 5, 7, 17), Shape.of(5, 1, 1)));
      geometries.add(plain(kind, Shape.of(65, 1), Shape.of(65, 33)));
      geometries.add(plain(kind, Shape.of(65, 1), Shape.of(1, 33)));
      geometries.add(plain(kind, Shape.of(1, 16), Shape.of(9, 1)));
      geometries.add(plain(kind, Shape.of(4, 1, 6, 1), Shape.of(5, 1, 7)));
      geometries.add(plain(kind, Shape.of(2, 1, 2, 1, 2, 1), Shape.of(1, 3, 1, 3, 1, 3)));
      var same = Shape.of(5, 13);
      geometries.add(new Geometry(new Binary(kind, same, same), true, InPlace.NO));
      geometries.add(new Geometry(new Binary(kind, same, same), false, InPlace.A));
      geometries.add(new Geometry(new Binary(kind, same, same), false, InPlace.B));
      geometries.add(new Geometry(new Binary(kind, same, Shape.of(13)), false, InPlace.A));
      geometries.add(new Geometry(new Binary(kind, Shape.of(5, 1), same), false, InPlace.B));
      geometries.add(new Geometry(new Binary(kind, same, Shape.of(13)), true, InPlace.NO));
    }
    return geometries;
  }

  private static Geometry plain(Binary.Kind kind, Shape a, Shape b) {
    return new Geometry(new Binary(kind, a, b), false, InPlace.NO);
  }

  private static Geometry random(Draw draw) {
    int rank = draw.between(0, 5);
    int most = rank <= 2 ? 70 : rank == 3 ? 16 : 6;
    var sizes = IntStream.range(0, rank).map(i -> draw.size(most)).toArray();
    var kind = draw.oneOf(Binary.Kind.values());
    var op = new Binary(kind, operand(sizes, draw), operand(sizes, draw));
    boolean fitsA = op.a().elements() == op.output().elements();
    return new Geometry(op, draw.chance(0.15), fitsA && draw.chance(0.2) ? InPlace.A : InPlace.NO);
  }

  /** The sizes with leading axes dropped and others set to 1, at random. */
  private static Shape operand(int[] sizes, Draw draw) {
    int drop = draw.chance(0.3) ? draw.between(0, sizes.length) : 0;
    double single = draw.oneOf(0.0, 0.0, 0.5);
    return Shape.of(
        IntStream.range(drop, sizes.length)
            .map(axis -> draw.chance(single) ? 1 : sizes[axis])
            .toArray());
  }

  private static Case build(Geometry geometry, Draw draw) {
    var op = geometry.op();
    var a = draw.values(op.a().elements());
    // a divisor keeps clear of zero
    var b = draw.signed(op.b().elements(), 0.1, 1);
    if (geometry.special()) {
      draw.with(a, Double.NaN, Double.POSITIVE_INFINITY, 0.0, -0.0, Double.NEGATIVE_INFINITY);
      draw.with(b, Double.POSITIVE_INFINITY, 0.0, Double.NaN);
    }
    var bound =
        switch (op.kind()) {
          case MAXIMUM, MINIMUM -> Bounds.EXACT;
          default -> Bounds.relative(ARITHMETIC);
        };
    var result = new Case(op.operation(), op);
    return switch (geometry.inPlace()) {
      case NO ->
          result
              .input("a", a)
              .input("b", b)
              .output("y", op.output().elements(), bound)
              .call((backend, o) -> backend.binary(op, o.get("a"), o.get("b"), o.get("y")));
      case A ->
          result
              .inOut("a", a, bound)
              .input("b", b)
              .call((backend, o) -> backend.binary(op, o.get("a"), o.get("b"), o.get("a")));
      case B ->
          result
              .input("a", a)
              .inOut("b", b, bound)
              .call((backend, o) -> backend.binary(op, o.get("a"), o.get("b"), o.get("b")));
    };
  }
}
