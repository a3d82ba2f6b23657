package dev.fovea.conformance.cases;

import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.Fill;
import java.util.ArrayList;
import java.util.List;

/** Fills and copies: every bit is as specified, random ones included. */
final class FillCases {
  /** A fill and where its random numbers begin. */
  private record Filling(Fill op, RandomState random) {}

  /** A copy between buffers of these lengths. */
  private record Copying(
      int source, int sourceOffset, int target, int targetOffset, int length, boolean integers) {}

  static final Family<Filling> FILL =
      new Family<>("fill", 2, fillings(), FillCases::randomFilling, FillCases::fill);

  static final Family<Copying> COPY =
      new Family<>("copy", 1, copyings(), FillCases::randomCopying, FillCases::copy);

  private FillCases() {}

  private static List<Filling> fillings() {
    List<Filling> all = new ArrayList<>();
    for (int size : Draw.AWKWARD) {
      all.add(new Filling(Fill.constant(size, 1.25f), null));
      all.add(new Filling(Fill.uniform(size, -1, 2), RandomState.of(size)));
      all.add(new Filling(Fill.normal(size, 0.5f, 2), RandomState.of(size)));
    }
    all.add(new Filling(Fill.constant(10007, -0.0f), null));
    all.add(new Filling(Fill.constant(17, Float.NaN), null));
    all.add(new Filling(Fill.constant(17, Float.NEGATIVE_INFINITY), null));
    // the block number carries into its upper word, and keys have 64 bits
    var late = new RandomState(-3, (1L << 32) - 5);
    all.add(new Filling(Fill.uniform(10007, 0, 1), late));
    all.add(new Filling(Fill.normal(10007, 0, 1), late));
    all.add(new Filling(Fill.normal(100003, 0, 1), RandomState.of(0x123456789abcdefL)));
    all.add(new Filling(Fill.uniform(65, 3, 3), RandomState.of(1)));
    all.add(new Filling(Fill.normal(65, 3, 0), RandomState.of(1)));
    return all;
  }

  private static Filling randomFilling(Draw draw) {
    var kind = draw.oneOf(Fill.Kind.values());
    var op = new Fill(kind, draw.size(3000), draw.oneOf(0f, -1f, 0.3f), draw.oneOf(1f, 2.5f));
    var random = new RandomState(draw.word(), draw.word() >>> 2);
    return new Filling(op, kind == Fill.Kind.CONSTANT ? null : random);
  }

  private static Case fill(Filling filling, Draw draw) {
    var op = filling.op();
    return new Case(op.operation(), op)
        .output("y", op.length(), Bounds.EXACT)
        .call((b, o) -> b.fill(op, filling.random(), o.get("y")));
  }

  private static List<Copying> copyings() {
    List<Copying> all = new ArrayList<>();
    for (int size : Draw.AWKWARD) {
      all.add(new Copying(size, 0, size, 0, size, false));
      all.add(new Copying(size + 7, 3, size + 5, 1, size, false));
      all.add(new Copying(size + 1, 1, size + 9, 9, size, true));
    }
    all.add(new Copying(5, 2, 6, 3, 0, false));
    all.add(new Copying(10007, 0, 10007, 0, 10007, false));
    return all;
  }

  private static Copying randomCopying(Draw draw) {
    int length = draw.size(2000);
    int sourceOffset = draw.between(0, 20);
    int targetOffset = draw.between(0, 20);
    return new Copying(
        sourceOffset + length + draw.between(0, 20),
        sourceOffset,
        targetOffset + length + draw.between(0, 20),
        targetOffset,
        length,
        draw.chance(0.3));
  }

  private static Case copy(Copying copying, Draw draw) {
    var result = new Case("copy", null);
    if (copying.integers()) {
      result
          .indices("source", draw.integers(copying.source(), -1000, 1000))
          .inOutIndices("target", draw.integers(copying.target(), -1000, 1000));
    } else {
      result
          .input("source", draw.values(copying.source()))
          .inOut("target", draw.values(copying.target()), Bounds.EXACT);
    }
    return result.call(
        (b, o) ->
            b.copy(
                o.get("source"),
                copying.sourceOffset(),
                o.get("target"),
                copying.targetOffset(),
                copying.length()));
  }
}
