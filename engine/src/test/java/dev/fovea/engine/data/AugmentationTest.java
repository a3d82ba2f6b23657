package dev.fovea.engine.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.vision.Image;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final int DRAWS = 5000;

  @Test
  void noneCopies() {
    var source = numbered(3, 16, 2);
    assertArrayEquals(source.values(), apply(Augmentation.none(), source, 0).values());
  }

  @Test
  void everyShiftIsEquallyLikely() {
    assertEquallyLikely(new Shift(1), numbered(3, 3, 1), 9);
    assertEquallyLikely(new Shift(0), numbered(3, 3, 1), 1);
  }

  @Test
  void everyCropIsEquallyLikely() {
    assertEquallyLikely(new RandomCrop(3, 2, 0), numbered(4, 4, 1), 2 * 3);
    assertEquallyLikely(new RandomCrop(4, 4, 1), numbered(4, 4, 2), 9);
    assertEquals(Shape.of(5, 4, 3), new RandomCrop(5, 4, 1).outputShape(Shape.of(3, 3, 3)));
  }

  @Test
  void aCropFindsItsWindow() {
    var source = numbered(5, 5, 1);
    var crop = apply(new RandomCrop(2, 3, 0), source, 4);
    float first = crop.values()[0];
    assertArrayEquals(
        new float[] {first, first + 1, first + 2, first + 5, first + 6, first + 7}, crop.values());
  }

  @Test
  void theCenterIsTheMiddle() {
    var source = numbered(4, 5, 1);
    var middle = apply(new CenterCrop(2, 3), source, 0);
    assertArrayEquals(new float[] {7, 8, 9, 12, 13, 14}, middle.values());
    var padded = apply(new CenterCrop(3, 3), numbered(1, 1, 1), 0);
    assertArrayEquals(new float[] {0, 0, 0, 0, 1, 0, 0, 0, 0}, padded.values());
  }

  @Test
  void flipSwapsColumnsAndKeepsChannels() {
    var flipped = apply(new HorizontalFlip(1), numbered(2, 3, 2), 0).values();
    assertArrayEquals(new float[] {5, 6, 3, 4, 1, 2, 11, 12, 9, 10, 7, 8}, flipped);
    var source = numbered(17, 16, 3);
    var twice = apply(new HorizontalFlip(1).then(new HorizontalFlip(1)), source, 0);
    assertArrayEquals(source.values(), twice.values());
  }

  @Test
  void flipHappensAsOftenAsAsked() {
    var source = numbered(1, 2, 1);
    int flips = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      flips += apply(new HorizontalFlip(0.3f), source, draw).values()[0] == 2 ? 1 : 0;
    }
    assertEquals(0.3, (double) flips / DRAWS, 0.03);
    assertArrayEquals(source.values(), apply(new HorizontalFlip(0), source, 0).values());
  }

  @Test
  void normalizeFollowsTheFormula() {
    var single = apply(Normalize.of(2, 4), numbered(1, 3, 1), 0).values();
    assertArrayEquals(new float[] {-0.25f, 0, 0.25f}, single);
    var normalize = new Normalize(new float[] {1, 2}, new float[] {2, 0.5f});
    var two = apply(normalize, numbered(1, 2, 2), 0).values();
    assertArrayEquals(new float[] {0, 0, 1, 4}, two);
  }

  @Test
  void measuredValuesGiveMeanZeroAndDeviationOne() {
    var dataset = new FloatDataset(Shape.of(1, 2, 2), List.of("a"), values(65 * 4), new int[65]);
    var loader = new DataLoader(dataset, 65).withAugmentation(Normalize.of(dataset));
    var images = loader.epoch(0).iterator().next().images();
    for (int channel = 0; channel < 2; channel++) {
      double sum = 0;
      double squares = 0;
      for (int i = channel; i < images.length; i += 2) {
        sum += images[i];
        squares += images[i] * images[i];
      }
      assertEquals(0, sum / 130, 1e-5);
      assertEquals(1, squares / 130, 1e-5);
    }
    var constant = new FloatDataset(Shape.of(1, 1, 1), List.of("a"), new float[9], new int[9]);
    assertArrayEquals(new float[] {1}, Normalize.of(constant).deviations());
  }

  @Test
  void sequencesApplyInOrder() {
    var chain = new CenterCrop(2, 2).then(Normalize.of(1, 1)).then(new CenterCrop(4, 4));
    assertEquals(3, ((Sequence) chain).steps().size());
    assertEquals(Shape.of(4, 4, 1), chain.outputShape(Shape.of(2, 2, 1)));
    var result = apply(chain, numbered(2, 2, 1), 0).values();
    assertArrayEquals(new float[] {0, 0, 0, 0, 0, 0, 1, 0, 0, 2, 3, 0, 0, 0, 0, 0}, result);
  }

  @Test
  void whatCannotBeAppliedIsRefused() {
    assertThrows(FoveaException.class, () -> new Shift(-1));
    assertThrows(FoveaException.class, () -> new HorizontalFlip(1.5f));
    assertThrows(FoveaException.class, () -> new HorizontalFlip(Float.NaN));
    assertThrows(FoveaException.class, () -> Normalize.of(0, 0));
    assertThrows(FoveaException.class, () -> Normalize.of(Float.NaN, 1));
    assertThrows(FoveaException.class, () -> new Normalize(new float[1], new float[2]));
    assertThrows(ShapeException.class, () -> new RandomCrop(0, 1, 0));
    assertThrows(ShapeException.class, () -> new CenterCrop(1, 0));
    var pixel = SampleData.numbered(1);
    var loader = new DataLoader(pixel, 1);
    assertThrows(ShapeException.class, () -> loader.withAugmentation(new RandomCrop(5, 5, 1)));
    var colours = new Normalize(new float[3], new float[] {1, 1, 1});
    assertThrows(ShapeException.class, () -> loader.withAugmentation(colours));
  }

  private static void assertEquallyLikely(Augmentation augmentation, Image source, int results) {
    Map<List<Float>, Integer> counts = new HashMap<>();
    for (int draw = 0; draw < DRAWS; draw++) {
      var values = apply(augmentation, source, draw).values();
      var key = new Float[values.length];
      Arrays.setAll(key, i -> values[i]);
      counts.merge(List.of(key), 1, Integer::sum);
    }
    assertEquals(results, counts.size());
    double mean = (double) DRAWS / results;
    for (int count : counts.values()) {
      assertTrue(Math.abs(count - mean) <= 5 * Math.sqrt(mean), counts.values()::toString);
    }
  }

  private static Image apply(Augmentation augmentation, Image source, int stream) {
    var target = Image.black(augmentation.outputShape(source.shape()));
    Arrays.fill(target.values(), Float.NaN); // every value must be written
    augmentation.apply(source, target, new RandomStream(1, stream));
    return target;
  }

  private static Image numbered(int height, int width, int channels) {
    return new Image(height, width, channels, values(height * width * channels));
  }

  private static float[] values(int count) {
    var values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i + 1;
    }
    return values;
  }
}
