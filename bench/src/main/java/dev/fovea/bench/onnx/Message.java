package dev.fovea.bench.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A protocol buffer message (https://protobuf.dev/programming-guides/encoding): fields, each a key
 * {@code number << 3 | wire type} and a value. Large values are written when the whole is.
 */
final class Message {
  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final List<Part> parts = new ArrayList<>();
  private long size;

  /** Writes a value of known size. */
  @FunctionalInterface
  interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  private record Part(byte[] head, Body body) {}

  /** A whole number. */
  Message integer(int field, long value) {
    return add(bytes(key(field, VARINT), value), 0, out -> {});
  }

  /** A float. */
  Message float32(int field, float value) {
    var bytes = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(value);
    return add(bytes(key(field, FIXED32)), Float.BYTES, out -> out.write(bytes.array()));
  }

  /** A text. */
  Message text(int field, String value) {
    var bytes = value.getBytes(StandardCharsets.UTF_8);
    return bytes(field, bytes.length, out -> out.write(bytes));
  }

  /** A message in the message; it must not change any more. */
  Message message(int field, Message value) {
    return bytes(field, value.size, value::writeTo);
  }

  /** Bytes that are written later. */
  Message bytes(int field, long length, Body body) {
    return add(bytes(key(field, LENGTH_DELIMITED), length), length, body);
  }

  private Message add(byte[] head, long length, Body body) {
    parts.add(new Part(head, body));
    size += head.length + length;
    return this;
  }

  private static long key(int field, int type) {
    return (long) field << 3 | type;
  }

  /** Numbers in groups of seven bits, least first, all but the last marked. */
  private static byte[] bytes(long... numbers) {
    var bytes = new ByteArrayOutputStream();
    for (long number : numbers) {
      long rest = number;
      for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
        bytes.write((int) ((rest & 0x7f) | 0x80));
      }
      bytes.write((int) rest);
    }
    return bytes.toByteArray();
  }

  /** Bytes of the whole. */
  long size() {
    return size;
  }

  /** Writes the whole. */
  void writeTo(OutputStream out) throws IOException {
    for (var part : parts) {
      out.write(part.head);
      part.body.writeTo(out);
    }
  }
}
