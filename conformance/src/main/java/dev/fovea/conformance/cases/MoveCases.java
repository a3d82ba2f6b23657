package dev.fovea.conformance.cases;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.Concat;
import dev.fovea.backend.op.Permute;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Moving elements: permute, slice, insert, concat. Bits stay as they are. */
final class MoveCases {
  static final Family<Permute> PERMUTE =
      new Family<>(
          "permute",
          2,
          permutations(),
          draw -> {
            var shape = shape(draw);
            return new Permute(
                shape, Arrays.stream(draw.permutation(shape.rank())).boxed().toList());
          },
          MoveCases::permute);

  static final Family<Slice> SLICE =
      new Family<>("slice", 1, slices(), MoveCases::randomSlice, MoveCases::slice);

  static final Family<Slice> INSERT =
      new Family<>("insert", 1, slices(), MoveCases::randomSlice, MoveCases::insert);

  static final Family<Concat> CONCAT =
      new Family<>("concat", 1, concats(), MoveCases::randomConcat, MoveCases::concat);

  private MoveCases() {}

  private static Shape shape(Draw draw) {
    int rank = draw.between(1, 5);
    int most = rank <= 2 ? 70 : rank == 3 ? 20 : 8;
    return Shape.of(IntStream.range(0, rank).map(axis -> draw.size(most)).toArray());
  }

  private static List<Permute> permutations() {
    List<Permute> all = new ArrayList<>();
    for (int size : Draw.AWKWARD) {
      all.add(Permute.of(Shape.of(size, 17), 1, 0));
      all.add(Permute.of(Shape.of(3, size, 5), 1, 0, 2));
      all.add(Permute.of(Shape.of(size), 0));
    }
    var image = Shape.of(2, 5, 7, 18);
    all.add(Permute.of(image, 0, 3, 1, 2));
    all.add(Permute.of(image, 0, 1, 2, 3));
    all.add(Permute.of(image, 3, 2, 1, 0));
    all.add(Permute.of(image, 0, 2, 1, 3));
    all.add(Permute.of(image, 1, 0, 2, 3));
    all.add(Permute.of(Shape.of(), new Integer[0]));
    all.add(Permute.of(Shape.of(2, 3, 1, 4, 5, 3), 5, 0, 4, 1, 3, 2));
    all.add(Permute.of(Shape.of(129, 257), 1, 0));
    return all;
  }

  private static Case permute(Permute op, Draw draw) {
    long length = op.input().elements();
    return new Case("permute", op)
        .input("x", draw.values(length))
        .output("y", length, Bounds.EXACT)
        .call((b, o) -> b.permute(op, o.get("x"), o.get("y")))
        .gradient(
            new Gradient(
                "permute",
                "y",
                List.of("x"),
                (b, o, dy, d) -> b.permute(op.inverse(), dy, d.get("x"))));
  }

  private static List<Slice> slices() {
    List<Slice> all = new ArrayList<>();
    for (int size : Draw.AWKWARD) {
      all.add(Slice.along(Shape.of(size + 2), 0, 1, size));
      all.add(Slice.along(Shape.of(3, size + 5), 1, 5, size));
      all.add(Slice.along(Shape.of(size + 4, 7), 0, 2, size));
    }
    var image = Shape.of(2, 6, 7, 18);
    all.add(new Slice(image, Shape.of(0, 1, 2, 0), Shape.of(2, 4, 3, 18)));
    all.add(new Slice(image, Shape.of(1, 1, 2, 3), Shape.of(1, 4, 3, 13)));
    all.add(new Slice(image, Shape.of(0, 0, 0, 0), image));
    all.add(new Slice(image, Shape.of(1, 5, 6, 17), Shape.of(1, 1, 1, 1)));
    all.add(new Slice(Shape.of(), Shape.of(), Shape.of()));
    return all;
  }

  private static Slice randomSlice(Draw draw) {
    var whole = shape(draw);
    var part = Shape.of(Arrays.stream(whole.sizes()).map(n -> draw.between(1, n)).toArray());
    var start =
        Shape.of(
            IntStream.range(0, whole.rank())
                .map(axis -> draw.between(0, whole.size(axis) - part.size(axis)))
                .toArray());
    return new Slice(whole, start, part);
  }

  private static Case slice(Slice op, Draw draw) {
    return new Case("slice", op)
        .input("whole", draw.values(op.whole().elements()))
        .output("part", op.part().elements(), Bounds.EXACT)
        .call((b, o) -> b.slice(op, o.get("whole"), o.get("part")));
  }

  private static Case insert(Slice op, Draw draw) {
    return new Case("insert", op)
        .input("part", draw.values(op.part().elements()))
        .inOut("whole", draw.values(op.whole().elements()), Bounds.EXACT)
        .call((b, o) -> b.insert(op, o.get("part"), o.get("whole")));
  }

  private static List<Concat> concats() {
    List<Concat> all = new ArrayList<>();
    for (int size : Draw.AWKWARD) {
      all.add(new Concat(0, List.of(Shape.of(size), Shape.of(3))));
      all.add(new Concat(1, List.of(Shape.of(5, size), Shape.of(5, 16), Shape.of(5, 1))));
    }
    all.add(new Concat(3, List.of(Shape.of(2, 5, 4, 3), Shape.of(2, 5, 4, 17))));
    all.add(new Concat(1, List.of(Shape.of(2, 5, 4, 3), Shape.of(2, 2, 4, 3))));
    all.add(new Concat(0, List.of(Shape.of(4, 7))));
    return all;
  }

  private static Concat randomConcat(Draw draw) {
    var shape = shape(draw);
    int axis = draw.between(0, shape.rank() - 1);
    return new Concat(
        axis,
        IntStream.range(0, draw.between(1, 5))
            .mapToObj(i -> shape.with(axis, draw.size(20)))
            .toList());
  }

  private static Case concat(Concat op, Draw draw) {
    int count = op.inputs().size();
    var result = new Case("concat", op);
    for (int i = 0; i < count; i++) {
      result.input("input" + i, draw.values(op.inputs().get(i).elements()));
    }
    Function<Buffers, List<Buffer>> inputs =
        o -> IntStream.range(0, count).mapToObj(i -> o.get("input" + i)).toList();
    return result
        .output("y", op.output().elements(), Bounds.EXACT)
        .call((b, o) -> b.concat(op, inputs.apply(o), o.get("y")));
  }
}
