package dev.fovea.backend.op;

import static dev.fovea.backend.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class ShapeTest {
  private final Shape image = Shape.of(2, 3, 5, 7);

  @Test
  void derivesSizes() {
    assertEquals(4, image.rank());
    assertEquals(210, image.elements());
    assertEquals(15, image.elements(1, 3));
    assertEquals(7, image.size(-1));
    assertEquals(2, image.axis(-2));
    assertArrayEquals(new long[] {105, 35, 7, 1}, image.strides());
    assertEquals("[2,3,5,7]", image.toString());
  }

  @Test
  void aScalarHasOneElement() {
    assertEquals(0, Shape.of().rank());
    assertEquals(1, Shape.of().elements());
    assertEquals("[]", Shape.of().toString());
    assertEquals(0, Shape.of(3, 0, 2).elements());
  }

  @Test
  void isAValue() {
    int[] sizes = {1, 2};
    var shape = Shape.of(sizes);
    sizes[0] = 9;
    shape.sizes()[1] = 9;
    assertEquals(Shape.of(1, 2), shape);
    assertEquals(Shape.of(1, 2).hashCode(), shape.hashCode());
    assertNotEquals(Shape.of(2, 1), shape);
  }

  @Test
  void changesAxes() {
    assertEquals(Shape.of(2, 3, 5, 1), image.with(-1, 1));
    assertEquals(Shape.of(2, 7), image.without(1, -2));
    assertEquals(Shape.of(), Shape.of(4).without(0));
  }

  @Test
  void broadcastsFromTheLastAxis() {
    assertEquals(image, image.broadcast(Shape.of(7)));
    assertEquals(image, Shape.of(3, 1, 1).broadcast(image));
    assertEquals(Shape.of(4, 3), Shape.of(4, 1).broadcast(Shape.of(1, 3)));
    assertEquals(image, image.broadcast(Shape.of()));
    assertRefused(
        "broadcast: sizes must be equal or 1: a=[2,3,5,7], b=[5]",
        () -> image.broadcast(Shape.of(5)));
  }

  @Test
  void refuses() {
    assertRefused("shape: sizes must not be negative: shape=[2,-1]", () -> Shape.of(2, -1));
    assertRefused(
        "shape: rank exceeds 8: shape=[1,1,1,1,1,1,1,1,1]",
        () -> Shape.of(1, 1, 1, 1, 1, 1, 1, 1, 1));
    assertRefused(
        "shape: more elements than a long counts: shape=[2147483647,2147483647,3]",
        () -> Shape.of(Integer.MAX_VALUE, Integer.MAX_VALUE, 3));
    assertRefused("shape: no such axis: axis=4, shape=[2,3,5,7]", () -> image.size(4));
    assertRefused("shape: no such axis: axis=-5, shape=[2,3,5,7]", () -> image.axis(-5));
  }
}
