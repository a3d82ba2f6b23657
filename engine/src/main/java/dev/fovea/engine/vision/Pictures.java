package dev.fovea.engine.vision;

import dev.fovea.backend.FoveaException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Reads and writes picture files: PNG, JPEG, GIF, BMP. Sizes are read from the header and checked
 * before memory is taken.
 */
public final class Pictures {
  /** Larger pictures are refused: width · height. */
  public static final long MAX_PIXELS = 1L << 26;

  private static final float BYTE = 255;

  private Pictures() {}

  /**
   * Reads a picture in shades of grey, {@code [H,W,1]}: 0 is black, 1 white. Colour becomes luma,
   * {@code 0.299 R + 0.587 G + 0.114 B} (ITU-R BT.601); what is transparent lies on black. Of an
   * animation, the first frame counts.
   *
   * @throws FoveaException if there is no such file, or it isn't a picture that can be read
   */
  public static Image readGray(Path file) {
    return read(
        file,
        reader -> {
          long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
          if (pixels > MAX_PIXELS) {
            throw new FoveaException(
                "picture: too large: size=%dx%d, file=%s; at most %d pixels"
                    .formatted(reader.getWidth(0), reader.getHeight(0), file, MAX_PIXELS));
          }
        });
  }

  /**
   * Reads a picture of a given size in shades of grey, {@code [height,width,1]}, as {@link
   * #readGray(Path)}.
   *
   * @throws FoveaException also if it has another size
   */
  public static Image readGray(Path file, int height, int width) {
    return read(
        file,
        reader -> {
          if (reader.getWidth(0) != width || reader.getHeight(0) != height) {
            throw new FoveaException(
                "picture: must be %d pixels wide and %d high: size=%dx%d, file=%s; resize it"
                    .formatted(width, height, reader.getWidth(0), reader.getHeight(0), file));
          }
        });
  }

  /**
   * Writes a PNG file of 8 bits per value, values outside {@code [0, 1]} cut off.
   *
   * @param image {@code [H,W,1]}, grey, or {@code [H,W,3]}, red, green and blue
   * @throws FoveaException if it has another number of channels or can't be written
   */
  public static void writePng(Image image, Path file) {
    int type =
        switch (image.channels()) {
          case 1 -> BufferedImage.TYPE_BYTE_GRAY;
          case 3 -> BufferedImage.TYPE_INT_RGB; // its raster's bands are red, green and blue
          default -> throw new FoveaException("picture: one or three channels: picture=" + image);
        };
    var picture = new BufferedImage(image.width(), image.height(), type);
    var bytes = new float[image.values().length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = Math.round(BYTE * Math.clamp(image.values()[i], 0f, 1f));
    }
    picture.getRaster().setPixels(0, 0, image.width(), image.height(), bytes);
    var png = new ByteArrayOutputStream();
    try {
      try (var out = new MemoryCacheImageOutputStream(png)) {
        ImageIO.write(picture, "png", out);
      }
      Files.write(file, png.toByteArray());
    } catch (IOException failure) {
      throw new FoveaException(
          "picture: can't write: file=%s: %s".formatted(file, failure), failure);
    }
  }

  private interface HeaderCheck {
    void check(ImageReader reader) throws IOException;
  }

  private static Image read(Path file, HeaderCheck header) {
    if (!Files.isRegularFile(file)) {
      throw new FoveaException("picture: no such file: file=" + file);
    }
    try (var bytes = Files.newInputStream(file);
        ImageInputStream in = new MemoryCacheImageInputStream(bytes)) {
      var readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new FoveaException("picture: not a PNG, JPEG, GIF or BMP picture: file=" + file);
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        header.check(reader);
        return gray(reader.read(0));
      } finally {
        reader.dispose();
      }
    } catch (FoveaException refusal) {
      throw refusal;
    } catch (IOException | RuntimeException broken) { // readers throw both at broken files
      throw new FoveaException(
          "picture: can't be read: file=%s: %s".formatted(file, broken.getMessage()), broken);
    }
  }

  private static Image gray(BufferedImage picture) {
    var image = Image.black(picture.getHeight(), picture.getWidth(), 1);
    if (picture.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
      readShades(picture.getRaster(), image.values());
    } else {
      readColors(picture, image.values());
    }
    return image;
  }

  /** The shades as stored: getRGB would take them for linear light and brighten them. */
  private static void readShades(Raster raster, float[] values) {
    float[] shades = readBand(raster, 0);
    boolean opaque = raster.getNumBands() == 1;
    float[] alphas = opaque ? null : readBand(raster, 1);
    for (int i = 0; i < values.length; i++) {
      values[i] = opaque ? shades[i] : alphas[i] * shades[i];
    }
  }

  /** Values of a band, {@code 0 … 1}. */
  private static float[] readBand(Raster raster, int band) {
    float[] samples =
        raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), band, (float[]) null);
    float largest = (1L << raster.getSampleModel().getSampleSize(band)) - 1;
    for (int i = 0; i < samples.length; i++) {
      samples[i] /= largest;
    }
    return samples;
  }

  private static void readColors(BufferedImage picture, float[] values) {
    for (int y = 0, i = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++, i++) {
        int argb = picture.getRGB(x, y);
        float alpha = (argb >>> 24) / BYTE;
        float red = ((argb >> 16) & 0xFF) / BYTE;
        float green = ((argb >> 8) & 0xFF) / BYTE;
        float blue = (argb & 0xFF) / BYTE;
        values[i] = alpha * (0.299f * red + 0.587f * green + 0.114f * blue);
      }
    }
  }
}
