package dev.fovea.engine.data;

import dev.fovea.backend.FoveaException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads IDX files of unsigned bytes, the format of MNIST: big-endian ints for magic number and
 * sizes, then the values. Gzip is told by content, not by name. Whatever a header says is checked
 * against the file's length before memory is taken.
 *
 * @see <a href="https://github.com/cvdfoundation/mnist">format and files</a>
 */
final class IdxReader {
  private static final int IMAGES_MAGIC = 0x0803;
  private static final int LABELS_MAGIC = 0x0801;
  private static final int GZIP_MAGIC = 0x1F8B;

  /** No picture of this kind is larger along an axis. */
  private static final int MAX_SIDE = 4096;

  /** Deflate packs at most 1032 bytes into one. */
  private static final long MAX_GZIP_RATIO = 1032;

  private final Path file;
  private final long fileBytes;
  private final boolean gzip;
  private final DataInputStream in;

  private IdxReader(Path file, InputStream raw) throws IOException {
    this.file = file;
    this.fileBytes = Files.size(file);
    var buffered = new BufferedInputStream(raw, 1 << 16);
    buffered.mark(2);
    this.gzip = ((buffered.read() << 8) | buffered.read()) == GZIP_MAGIC;
    buffered.reset();
    this.in = new DataInputStream(gzip ? new GZIPInputStream(buffered, 1 << 16) : buffered);
  }

  /**
   * Pictures of one size.
   *
   * @param count number of pictures
   * @param height rows
   * @param width columns
   * @param pixels {@code [count,height,width]}, unsigned
   */
  record Images(int count, int height, int width, byte[] pixels) {}

  /** The pictures of a file. */
  static Images images(Path file) {
    return read(
        file,
        reader -> {
          reader.expectMagic(IMAGES_MAGIC);
          int count = reader.in.readInt();
          int height = reader.in.readInt();
          int width = reader.in.readInt();
          reader.require(
              count >= 1 && height >= 1 && width >= 1 && height <= MAX_SIDE && width <= MAX_SIDE,
              "header holds absurd sizes: images=%d, height=%d, width=%d",
              Integer.toUnsignedLong(count),
              Integer.toUnsignedLong(height),
              Integer.toUnsignedLong(width));
          return new Images(count, height, width, reader.values(16, (long) count * height * width));
        });
  }

  /** The labels of a file. */
  static byte[] labels(Path file) {
    return read(
        file,
        reader -> {
          reader.expectMagic(LABELS_MAGIC);
          int count = reader.in.readInt();
          reader.require(
              count >= 1, "header holds absurd sizes: labels=%d", Integer.toUnsignedLong(count));
          return reader.values(8, count);
        });
  }

  private interface Parser<T> {
    T parse(IdxReader reader) throws IOException;
  }

  private static <T> T read(Path file, Parser<T> parser) {
    try (var raw = Files.newInputStream(file)) {
      return parser.parse(new IdxReader(file, raw));
    } catch (EOFException _) {
      throw broken(file, "file is cut short");
    } catch (ZipException corrupt) {
      throw broken(file, "file is not valid gzip (" + corrupt.getMessage() + ")");
    } catch (IOException failure) {
      throw new FoveaException("mnist: can't read: file=%s: %s".formatted(file, failure), failure);
    }
  }

  private void expectMagic(int expected) throws IOException {
    int magic = in.readInt();
    require(
        magic == expected,
        "file holds %s, expected %s: magic=0x%08X",
        content(magic),
        content(expected),
        magic);
  }

  private static String content(int magic) {
    return switch (magic) {
      case IMAGES_MAGIC -> "images";
      case LABELS_MAGIC -> "labels";
      default -> "no IDX data of images or labels";
    };
  }

  /** The rest of the file, which must be exactly this long. */
  private byte[] values(int headerBytes, long count) throws IOException {
    long expected = headerBytes + count;
    long possible = gzip ? fileBytes * MAX_GZIP_RATIO : fileBytes;
    require(
        expected <= possible && count <= Integer.MAX_VALUE - 8,
        "file is cut short: bytes=%d, expected=%d",
        fileBytes,
        expected);
    var values = new byte[(int) count];
    int read = in.readNBytes(values, 0, values.length);
    require(
        read == values.length,
        "file is cut short: bytes=%d, expected=%d",
        headerBytes + read,
        expected);
    require(in.read() < 0, "bytes left over at the end: expected=%d bytes in all", expected);
    return values;
  }

  private void require(boolean holds, String format, Object... values) {
    if (!holds) {
      throw broken(file, format.formatted(values));
    }
  }

  private static FoveaException broken(Path file, String rule) {
    return new FoveaException("mnist: %s: file=%s; fetch it again".formatted(rule, file));
  }
}
