package dev.fovea.engine.formats;

import com.fasterxml.jackson.core.JsonFactory;
import dev.fovea.engine.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Map;

/** Writes safetensors files, atomically; see {@link SafetensorsFile} for the format. */
public final class SafetensorsWriter {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int ALIGNMENT = 8;
  private static final int CHUNK = 1 << 20;

  private SafetensorsWriter() {}

  /**
   * Saves tensors, in the map's order.
   *
   * @param metadata free text by key
   * @throws dev.fovea.backend.FoveaException if saving fails; an old file is left as it was
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    AtomicFile.write(file, channel -> write(channel, tensors, metadata));
  }

  private static void write(
      WritableByteChannel channel, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    var json = header(tensors, metadata);
    int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    var start = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
    start.putLong(padded).put(json);
    while (start.hasRemaining()) {
      start.put((byte) ' ');
    }
    writeFully(channel, start.flip());
    for (var tensor : tensors.values()) {
      writeValues(channel, tensor);
    }
  }

  private static byte[] header(Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(SafetensorsHeader.METADATA);
        for (var entry : metadata.entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      long offset = 0;
      for (var entry : tensors.entrySet()) {
        var tensor = entry.getValue();
        json.writeObjectFieldStart(entry.getKey());
        json.writeStringField("dtype", SafetensorsTypes.name(tensor.type()));
        json.writeFieldName("shape");
        var sizes = tensor.shape().sizes();
        json.writeArray(sizes, 0, sizes.length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {offset, offset + tensor.byteSize()}, 0, 2);
        json.writeEndObject();
        offset += tensor.byteSize();
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void writeValues(WritableByteChannel channel, Tensor tensor) throws IOException {
    var chunk = new byte[(int) Math.min(CHUNK, tensor.byteSize())];
    int elementBytes = tensor.type().bytes();
    for (long done = 0; done < tensor.byteSize(); done += chunk.length) {
      int length = (int) Math.min(chunk.length, tensor.byteSize() - done);
      var part = MemorySegment.ofArray(chunk).asSlice(0, length);
      tensor.backend().copyOut(tensor.buffer(), done / elementBytes, part);
      writeFully(channel, ByteBuffer.wrap(chunk, 0, length));
    }
  }

  private static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
