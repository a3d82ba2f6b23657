package dev.fovea.backend.op;

import static dev.fovea.backend.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MovementRecordsTest {
  private final Shape shape = Shape.of(2, 3, 5);

  @Test
  void permutationHasAnInverse() {
    var op = Permute.of(shape, 2, 0, 1);
    assertEquals(Shape.of(5, 2, 3), op.output());
    assertEquals(Permute.of(Shape.of(5, 2, 3), 1, 2, 0), op.inverse());
    assertEquals(op, op.inverse().inverse());
    assertRefused(
        "permute: each axis must appear once: axes=[0, 0, 1], input=[2,3,5]",
        () -> Permute.of(shape, 0, 0, 1));
    assertRefused(
        "permute: each axis must appear once: axes=[1, 0], input=[2,3,5]",
        () -> Permute.of(shape, 1, 0));
  }

  @Test
  void sliceLiesInside() {
    assertEquals(
        new Slice(shape, Shape.of(0, 1, 0), Shape.of(2, 2, 5)), Slice.along(shape, 1, 1, 2));
    assertRefused(
        "slice: box exceeds the tensor: whole=[2,3,5], start=[0,2,0], part=[2,2,5]",
        () -> Slice.along(shape, 1, 2, 2));
    assertRefused(
        "slice: ranks must be equal: whole=[2,3,5], start=[0,0], part=[1,1,1]",
        () -> new Slice(shape, Shape.of(0, 0), Shape.of(1, 1, 1)));
    assertRefused("slice: empty box: part=[2,0,5]", () -> Slice.along(shape, 1, 3, 0));
  }

  @Test
  void concatenationPlacesItsParts() {
    var op = new Concat(1, List.of(shape, Shape.of(2, 1, 5), shape));
    assertEquals(Shape.of(2, 7, 5), op.output());
    assertEquals(Slice.along(Shape.of(2, 7, 5), 1, 3, 1), op.part(1));
    assertEquals(Slice.along(Shape.of(2, 7, 5), 1, 4, 3), op.part(2));
    assertRefused("concat: no inputs: axis=0", () -> new Concat(0, List.of()));
    assertRefused(
        "concat: no such axis: axis=3, input=[2,3,5]", () -> new Concat(3, List.of(shape)));
    assertRefused(
        "concat: sizes off the axis must be equal: axis=1, inputs=[[2,3,5], [2,3,4]]",
        () -> new Concat(1, List.of(shape, Shape.of(2, 3, 4))));
    assertRefused(
        "concat: empty input: axis=1, inputs=[[2,3,5], [2,0,5]]",
        () -> new Concat(1, List.of(shape, Shape.of(2, 0, 5))));
  }

  @Test
  void gatherDerivesLengths() {
    var op = new Gather(2, 3, 5, 4);
    assertEquals(30, op.inputLength());
    assertEquals(40, op.outputLength());
    assertRefused(
        "gather: sizes must be positive: outer=2, size=3, inner=5, count=0",
        () -> new Gather(2, 3, 5, 0));
  }

  @Test
  void broadcastOperandsFit() {
    var op = new Binary(Binary.Kind.ADD, shape, Shape.of(3, 1));
    assertEquals(shape, op.output());
    assertEquals("add", op.operation());
    assertRefused(
        "broadcast: sizes must be equal or 1: a=[2,3,5], b=[3]",
        () -> new Binary(Binary.Kind.ADD, shape, Shape.of(3)));
  }
}
