package dev.fovea.engine.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Shape;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatasetTest {
  private static final Shape PIXEL = Shape.of(1, 1, 1);
  private static final List<String> TWO = List.of("no", "yes");

  @Test
  void bytesReadAsSharesOf255() {
    var pixels = new byte[256];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) i;
    }
    var dataset = new ByteDataset(Shape.of(8, 16, 1), TWO, pixels, new byte[] {1, 0});
    var target = new float[1 + 128];
    dataset.read(1, target, 1);
    for (int i = 0; i < 128; i++) {
      assertEquals((128 + i) / 255f, target[1 + i]);
    }
    assertEquals(0, target[0], "what lies before the offset stays");
    assertEquals(
        List.of(2, 2, 1, 0),
        List.of(dataset.size(), dataset.classes(), dataset.label(0), dataset.label(1)));
  }

  @Test
  void thereIsNoSampleOutsideTheRange() {
    var bytes = new ByteDataset(PIXEL, TWO, new byte[2], new byte[2]);
    var numbers = SampleData.numbered(2);
    for (var dataset : List.of(bytes, numbers)) {
      for (int index : new int[] {-1, 2}) {
        var target = new float[8];
        assertThrows(IndexOutOfBoundsException.class, () -> dataset.read(index, target, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> dataset.label(index));
      }
      assertThrows(IndexOutOfBoundsException.class, () -> dataset.read(0, new float[2], 2));
    }
  }

  @Test
  void arraysMustFitEachOther() {
    var scalar = Shape.of();
    assertThrows(ShapeException.class, () -> bytes(scalar, 1, 1));
    assertThrows(ShapeException.class, () -> bytes(Shape.of(0, 1, 1), 0, 1));
    assertThrows(ShapeException.class, () -> bytes(PIXEL, 3, 2));
    assertThrows(FoveaException.class, () -> floats(2));
    assertThrows(FoveaException.class, () -> floats(-1));
    assertThrows(
        FoveaException.class, () -> new ByteDataset(PIXEL, TWO, new byte[1], new byte[] {-1}));
  }

  @Test
  void aSubsetHasItsOwnOrder() {
    var subset = new Subset(SampleData.numbered(64), new int[] {63, 0, 17});
    var target = new float[6];
    for (int i = 0; i < 3; i++) {
      subset.read(i, target, 2 * i);
    }
    assertArrayEquals(new int[] {63, 0, 17}, indices(target));
    assertEquals(17 % 3, subset.label(2));
    assertEquals(List.of(3, 3), List.of(subset.size(), subset.classes()));
    assertThrows(FoveaException.class, () -> new Subset(subset, new int[] {3}));
    assertThrows(FoveaException.class, () -> new Subset(subset, new int[] {-1}));
  }

  @Test
  void firstTakesAtMostWhatIsThere() {
    var all = SampleData.numbered(5);
    assertEquals(3, Subset.first(all, 3).size());
    assertSame(all, Subset.first(all, 17));
  }

  @Test
  void aSplitIsDisjointAndComplete() {
    var all = SampleData.numbered(129);
    var split = Subset.split("half", all, 0.25, 9);
    assertEquals(32, split.test().size());
    var seen = new HashSet<Integer>();
    for (var part : List.of(split.train(), split.test())) {
      for (int i = 0; i < part.size(); i++) {
        var target = new float[2];
        part.read(i, target, 0);
        seen.add(SampleData.index(target, 0));
      }
    }
    assertEquals(129, seen.size());
    assertThrows(FoveaException.class, () -> Subset.split("none", all, Double.NaN, 9));
  }

  private static int[] indices(float[] images) {
    var indices = new int[images.length / 2];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = SampleData.index(images, i);
    }
    return indices;
  }

  private static ByteDataset bytes(Shape shape, int values, int labels) {
    return new ByteDataset(shape, TWO, new byte[values], new byte[labels]);
  }

  private static FloatDataset floats(int label) {
    return new FloatDataset(PIXEL, TWO, new float[1], new int[] {label});
  }
}
