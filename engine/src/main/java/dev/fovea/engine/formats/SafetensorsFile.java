package dev.fovea.engine.formats;

import com.fasterxml.jackson.core.JacksonException;
import dev.fovea.backend.FoveaException;
import dev.fovea.engine.tensor.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SequencedMap;

/**
 * A safetensors file, open for reading: the length of the header (8 bytes, little-endian), the
 * header (JSON), the tensors' bytes, little-endian, without gap. All that the header says is
 * checked before anything is allocated for it.
 */
public final class SafetensorsFile implements AutoCloseable {
  /** A longer header is refused. */
  static final long MAX_HEADER = 100_000_000;

  private static final int LENGTH_BYTES = 8;
  private static final int CHUNK = 1 << 20;

  private final Path path;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final long dataStart;

  private SafetensorsFile(
      Path path, FileChannel channel, SafetensorsHeader header, long dataStart) {
    this.path = path;
    this.channel = channel;
    this.header = header;
    this.dataStart = dataStart;
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws FoveaException if it can't be read or isn't a safetensors file, saying which rule it
   *     breaks
   */
  public static SafetensorsFile open(Path path) {
    try {
      if (Files.isDirectory(path)) {
        throw new FoveaException(path + ": a folder, not a safetensors file");
      }
      var channel = FileChannel.open(path, StandardOpenOption.READ);
      try {
        return open(path, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new FoveaException(path + ": no such file", e);
    } catch (SafetensorsHeader.MalformedException e) {
      throw malformed(path, e.getMessage(), e);
    } catch (JacksonException e) {
      throw malformed(path, "the header isn't JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static SafetensorsFile open(Path path, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < LENGTH_BYTES) {
      throw malformed(path, "the file is cut short: size=%d bytes".formatted(size), null);
    }
    var length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, length, 0);
    long headerBytes = length.getLong(0);
    if (headerBytes < 2 || headerBytes > MAX_HEADER || headerBytes > size - LENGTH_BYTES) {
      throw malformed(
          path,
          "header length out of range: header=%s bytes, file=%d"
              .formatted(Long.toUnsignedString(headerBytes), size),
          null);
    }
    var json = ByteBuffer.allocate((int) headerBytes);
    readFully(channel, json, LENGTH_BYTES);
    long dataStart = LENGTH_BYTES + headerBytes;
    var header = SafetensorsHeader.parse(json.array(), size - dataStart);
    return new SafetensorsFile(path, channel, header, dataStart);
  }

  private static void readFully(FileChannel channel, ByteBuffer target, long position)
      throws IOException {
    while (target.hasRemaining()) {
      if (channel.read(target, position + target.position()) < 0) {
        throw new EOFException("the file has become shorter");
      }
    }
  }

  private static FoveaException malformed(Path path, String rule, Throwable cause) {
    return new FoveaException(path + ": not a valid safetensors file: " + rule, cause);
  }

  private static FoveaException unreadable(Path path, IOException e) {
    return new FoveaException(path + ": could not be read: " + AtomicFile.reason(e), e);
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** The tensors by name, in the order of their data. */
  public SequencedMap<String, TensorInfo> tensors() {
    return header.tensors();
  }

  /** Free text by key. */
  public SequencedMap<String, String> metadata() {
    return header.metadata();
  }

  /**
   * Reads a tensor's values.
   *
   * @param name one of {@link #tensors}
   * @param target of the same type and shape
   * @throws FoveaException if there is no such tensor, the target differs, or reading fails
   */
  public void read(String name, Tensor target) {
    var info = tensors().get(name);
    if (info == null || info.type() != target.type() || !info.shape().equals(target.shape())) {
      throw new FoveaException(
          "%s: no such tensor: %s %s; there is: %s".formatted(path, name, target, info));
    }
    var chunk = ByteBuffer.allocate((int) Math.min(CHUNK, Math.max(1, target.byteSize())));
    int elementBytes = info.type().bytes();
    try {
      for (long done = 0; done < target.byteSize(); done += chunk.limit()) {
        chunk.clear().limit((int) Math.min(chunk.capacity(), target.byteSize() - done));
        readFully(channel, chunk, dataStart + info.begin() + done);
        target
            .backend()
            .copyIn(
                MemorySegment.ofArray(chunk.array()).asSlice(0, chunk.limit()),
                target.buffer(),
                done / elementBytes);
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }
}
