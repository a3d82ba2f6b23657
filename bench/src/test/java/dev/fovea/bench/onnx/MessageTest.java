package dev.fovea.bench.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MessageTest {
  private static String hex(Message message) throws IOException {
    var bytes = new ByteArrayOutputStream();
    message.writeTo(bytes);
    assertEquals(message.size(), bytes.size());
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  /** The examples of the encoding's description. */
  @Test
  void fieldsAreWrittenAsDescribed() throws IOException {
    assertEquals("089601", hex(new Message().integer(1, 150)));
    assertEquals("120774657374696e67", hex(new Message().text(2, "testing")));
    assertEquals("1a03089601", hex(new Message().message(3, new Message().integer(1, 150))));
    assertEquals("150000803f", hex(new Message().float32(2, 1)));
    assertEquals("08ffffffffffffffffff01", hex(new Message().integer(1, -1)));
    assertEquals("a20100", hex(new Message().text(20, "")));
  }

  @Test
  void aPermutationWritesAxesInTheirNewOrder() throws IOException {
    var values = MemorySegment.ofArray(new float[] {1, 2, 3, 4, 5, 6});
    var turned = new Permutation(values, new int[] {2, 3}, new int[] {1, 0});
    assertArrayEquals(new int[] {3, 2}, turned.resultSizes());
    var bytes = new ByteArrayOutputStream();
    turned.writeTo(bytes);
    var written = new float[6];
    ByteBuffer.wrap(bytes.toByteArray())
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(written);
    assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, written);
  }
}
