package dev.fovea.engine.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 5, 7",
    "1, 2, 3, 3",
    "-2, -3, 5, 7",
    "-2, 3, 9, 9",
    "4, 6, 5, 7",
    "5, 0, 2, 2",
    "0, 7, 2, 2",
    "-9, -9, 5, 7",
    "-1, -1, 17, 16"
  })
  void windowTakesWhatIsInsideAndBlackElsewhere(int top, int left, int height, int width) {
    for (int channels : new int[] {1, 3}) {
      var source = numbered(5, 7, channels);
      var target = numbered(height, width, channels); // old values must not shine through
      source.window(top, left, target);
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
          boolean inside =
              row + top >= 0 && row + top < 5 && column + left >= 0 && column + left < 7;
          for (int channel = 0; channel < channels; channel++) {
            float expected =
                inside ? source.values()[source.offset(row + top, column + left) + channel] : 0;
            assertEquals(expected, target.values()[target.offset(row, column) + channel]);
          }
        }
      }
    }
  }

  @Test
  void channelsOfAWindowMustBeEqual() {
    var source = Image.black(4, 4, 3);
    assertThrows(ShapeException.class, () -> source.window(0, 0, Image.black(4, 4, 1)));
  }

  @Test
  void invertedSwapsBlackAndWhite() {
    var image = new Image(1, 3, 1, new float[] {0, 0.25f, 1});
    assertArrayEquals(new float[] {1, 0.75f, 0}, image.inverted().values());
  }

  @Test
  void valuesMustFillThePicture() {
    assertThrows(ShapeException.class, () -> new Image(2, 2, 1, new float[3]));
    assertThrows(ShapeException.class, () -> new Image(0, 2, 1, new float[0]));
    assertThrows(ShapeException.class, () -> new Image(1 << 16, 1 << 16, 1, new float[0]));
    assertThrows(ShapeException.class, () -> Image.black(Shape.of(2, 2)));
    assertEquals(Shape.of(3, 2, 4), Image.black(Shape.of(3, 2, 4)).shape());
  }

  private static Image numbered(int height, int width, int channels) {
    var image = Image.black(height, width, channels);
    for (int i = 0; i < image.values().length; i++) {
      image.values()[i] = i + 1;
    }
    return image;
  }
}
