package dev.fovea.conformance.cases;

import dev.fovea.backend.Epilogue;
import dev.fovea.backend.op.Gemm;
import java.util.ArrayList;
import java.util.List;

/** Matrix products. */
final class GemmCases {
  /** A product and its epilogue. */
  private record Geometry(Gemm op, EpilogueChoice epilogue) {}

  private static final boolean[] BOTH = {false, true};

  static final Family<Geometry> GEMM =
      new Family<>("gemm", 6, geometries(), GemmCases::random, GemmCases::build);

  private GemmCases() {}

  private static List<Geometry> geometries() {
    List<Gemm> products = new ArrayList<>();
    for (boolean transposeA : BOTH) {
      for (boolean transposeB : BOTH) {
        for (int size : Draw.AWKWARD) {
          products.add(Gemm.of(size, size, size, transposeA, transposeB));
        }
        products.add(Gemm.of(1, 129, 65, transposeA, transposeB));
        products.add(Gemm.of(129, 1, 17, transposeA, transposeB));
        products.add(Gemm.of(65, 129, 1, transposeA, transposeB));
        products.add(Gemm.of(3, 64, 129, transposeA, transposeB));
        products.add(Gemm.of(17, 16, 63, transposeA, transposeB).batched(3));
        var strided = Gemm.of(16, 17, 3, transposeA, transposeB).strided(19, 23, 29);
        products.add(strided);
        products.add(strided.batched(2).scaled(-0.75f, 1.25f));
        products.add(shared(Gemm.of(5, 7, 9, transposeA, transposeB), true, false));
        products.add(shared(Gemm.of(5, 7, 9, transposeA, transposeB), false, true));
        products.add(Gemm.of(17, 33, 65, transposeA, transposeB).scaled(2, 0));
        products.add(Gemm.of(17, 33, 65, transposeA, transposeB).scaled(1, 1));
        products.add(Gemm.of(17, 33, 65, transposeA, transposeB).scaled(0, 0.5f));
        products.add(Gemm.of(17, 33, 65, transposeA, transposeB).scaled(0, 0));
        products.add(Gemm.of(13, 11, 1031, transposeA, transposeB));
        products.add(Gemm.of(2, 16, 8, transposeA, transposeB));
        products.add(Gemm.of(7, 301, 67, transposeA, transposeB));
        products.add(Gemm.of(16, 128, 7, transposeA, transposeB).strided(71, 139, 143));
        products.add(Gemm.of(64, 545, 40, transposeA, transposeB).scaled(-0.5f, 1));
        products.add(shared(Gemm.of(5, 41, 9, transposeA, transposeB), true, false));
      }
    }
    // k = 0: the product is zero, the rest of the formula remains
    products.add(Gemm.of(3, 17, 0));
    products.add(Gemm.of(3, 17, 0).scaled(1, 2));
    products.add(Gemm.of(1025, 3, 5));
    products.add(Gemm.of(3, 1025, 5));
    products.add(Gemm.of(130, 259, 301));

    List<Geometry> geometries = new ArrayList<>();
    products.forEach(op -> geometries.add(new Geometry(op, EpilogueChoice.NONE)));
    for (var epilogue : EpilogueChoice.ALL) {
      geometries.add(new Geometry(Gemm.of(17, 65, 33), epilogue));
      geometries.add(new Geometry(Gemm.of(63, 16, 3, true, true).scaled(0.5f, -2), epilogue));
      geometries.add(new Geometry(Gemm.of(3, 5, 600), epilogue));
      geometries.add(new Geometry(Gemm.of(9, 77, 19), epilogue));
      geometries.add(new Geometry(Gemm.of(5, 3, 4).strided(4, 5, 6).batched(2), epilogue));
    }
    geometries.add(new Geometry(Gemm.of(3, 17, 0), EpilogueChoice.ALL.getFirst()));
    return geometries;
  }

  /** A batch of three that uses one a or one b throughout. */
  private static Gemm shared(Gemm op, boolean oneA, boolean oneB) {
    return new Gemm(
        3,
        op.m(),
        op.n(),
        op.k(),
        op.transposeA(),
        op.transposeB(),
        op.strideA(),
        op.strideB(),
        op.strideY(),
        oneA ? 0 : op.batchStrideA(),
        oneB ? 0 : op.batchStrideB(),
        op.batchStrideY(),
        op.alpha(),
        op.beta());
  }

  private static Geometry random(Draw draw) {
    var op =
        Gemm.of(draw.size(80), draw.size(80), draw.size(80), draw.chance(0.5), draw.chance(0.5));
    if (draw.chance(0.3)) {
      op =
          op.strided(
              op.strideA() + draw.between(0, 9),
              op.strideB() + draw.between(0, 9),
              op.strideY() + draw.between(0, 9));
    }
    if (draw.chance(0.25)) {
      op = op.batched(draw.size(4));
    } else if (draw.chance(0.1)) {
      op = shared(op, draw.chance(0.5), draw.chance(0.5));
    }
    if (draw.chance(0.4)) {
      op = op.scaled(draw.oneOf(1f, -1f, 0f, 0.5f, -1.75f), draw.oneOf(0f, 1f, -1f, 0.5f, 2.25f));
    }
    return new Geometry(op, EpilogueChoice.random(draw));
  }

  private static Case build(Geometry geometry, Draw draw) {
    var op = geometry.op();
    var epilogue = geometry.epilogue();
    var absolute = op.scaled(Math.abs(op.alpha()), Math.abs(op.beta()));
    var bound = epilogue.bound(op.k() + 1);
    var result =
        new Case("gemm", op)
            .input("a", draw.values(op.aLength()))
            .input("b", draw.values(op.bLength()));
    if (op.beta() == 0) {
      result.output("y", op.yLength(), bound);
    } else {
      result.inOut("y", draw.values(op.yLength()), bound);
    }
    epilogue.operands(result, op.n(), op.yLength(), draw);
    result
        .call((b, o) -> b.gemm(op, o.get("a"), o.get("b"), epilogue.of(o), o.get("y")))
        .magnitude(
            (b, o) -> b.gemm(absolute, o.get("a"), o.get("b"), epilogue.linear(o), o.get("y")));
    if (epilogue.isNone() && op.k() > 0 && isDense(op)) {
      result.gradient(gradientOfA(op)).gradient(gradientOfB(op));
    }
    return result;
  }

  private static boolean isDense(Gemm op) {
    var dense = Gemm.of(op.m(), op.n(), op.k(), op.transposeA(), op.transposeB());
    return op.equals(dense.batched(op.batch()).scaled(op.alpha(), op.beta()));
  }

  /** {@code da = alpha · dy · op(b)ᵀ}, itself transposed if a is. */
  private static Gradient gradientOfA(Gemm op) {
    var product =
        (op.transposeA()
                ? Gemm.of(op.k(), op.m(), op.n(), op.transposeB(), true)
                : Gemm.of(op.m(), op.k(), op.n(), false, !op.transposeB()))
            .batched(op.batch())
            .scaled(op.alpha(), 0);
    return new Gradient(
        "gemm",
        "y",
        List.of("a"),
        (backend, forward, dy, d) -> {
          var b = forward.get("b");
          backend.gemm(
              product,
              op.transposeA() ? b : dy,
              op.transposeA() ? dy : b,
              Epilogue.NONE,
              d.get("a"));
        });
  }

  /** {@code db = alpha · op(a)ᵀ · dy}, itself transposed if b is. */
  private static Gradient gradientOfB(Gemm op) {
    var product =
        (op.transposeB()
                ? Gemm.of(op.n(), op.k(), op.m(), true, op.transposeA())
                : Gemm.of(op.k(), op.n(), op.m(), !op.transposeA(), false))
            .batched(op.batch())
            .scaled(op.alpha(), 0);
    return new Gradient(
        "gemm",
        "y",
        List.of("b"),
        (backend, forward, dy, d) -> {
          var a = forward.get("a");
          backend.gemm(
              product,
              op.transposeB() ? dy : a,
              op.transposeB() ? a : dy,
              Epilogue.NONE,
              d.get("b"));
        });
  }
}
