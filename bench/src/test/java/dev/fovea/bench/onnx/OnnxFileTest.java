package dev.fovea.bench.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fovea.bench.work.NetworkWork;
import dev.fovea.engine.models.Models;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
  /** What a message's fields of one number hold, as far as they are texts or messages. */
  private static List<ByteBuffer> fields(ByteBuffer message, int number) {
    var found = new ArrayList<ByteBuffer>();
    var rest = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (rest.hasRemaining()) {
      long key = varint(rest);
      switch ((int) key & 7) {
        case 0 -> varint(rest);
        case 5 -> rest.getFloat();
        case 2 -> {
          int length = (int) varint(rest);
          if (key >>> 3 == number) {
            found.add(rest.slice(rest.position(), length));
          }
          rest.position(rest.position() + length);
        }
        default -> throw new IllegalArgumentException("wire type of " + key);
      }
    }
    return found;
  }

  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte part = bytes.get();
      value |= (part & 0x7fL) << shift;
      if (part >= 0) {
        return value;
      }
    }
  }

  private static List<String> texts(ByteBuffer message, int number) {
    return fields(message, number).stream()
        .map(text -> StandardCharsets.UTF_8.decode(text).toString())
        .toList();
  }

  private static ByteBuffer graph(NetworkWork work, Path folder) throws IOException {
    var file = folder.resolve("network.onnx");
    try (var arena = Arena.ofConfined()) {
      var inputs = work.inputs().stream().map(operand -> arena.allocate(operand.bytes(), 64));
      OnnxFile.write(file, work.graph(), inputs.toList());
    }
    return fields(ByteBuffer.wrap(Files.readAllBytes(file)), 7).getFirst();
  }

  @Test
  void leNetIsReadBackNodeByNode(@TempDir Path folder) throws IOException {
    var graph = graph(new NetworkWork(Models.LENET, 2, false), folder);
    var nodes = fields(graph, 1);
    assertEquals(
        List.of(
            "Conv", "Relu", "MaxPool", "Conv", "Relu", "MaxPool", "Flatten", "Gemm", "Relu", "Gemm",
            "Relu", "Gemm"),
        nodes.stream().map(node -> texts(node, 4).getFirst()).toList());
    assertEquals(List.of("images", "conv1.weight", "conv1.bias"), texts(nodes.getFirst(), 1));
    assertEquals(List.of("logits"), texts(nodes.getLast(), 2));
    var weights = fields(graph, 5);
    assertEquals(10, weights.size());
    assertEquals(5 * 5 * 6 * Float.BYTES, fields(weights.getFirst(), 9).getFirst().remaining());
  }

  /** Each node reads what the graph is given, has among its weights, or an earlier node wrote. */
  @Test
  void squeezeNetsNodesAreInOrder(@TempDir Path folder) throws IOException {
    var graph = graph(new NetworkWork(Models.SQUEEZENET, 1, false), folder);
    var known = new ArrayList<String>(List.of(OnnxFile.INPUT));
    fields(graph, 5).forEach(weights -> known.addAll(texts(weights, 8)));
    for (var node : fields(graph, 1)) {
      assertEquals(List.of(), texts(node, 1).stream().filter(x -> !known.contains(x)).toList());
      known.addAll(texts(node, 2));
    }
    assertEquals(OnnxFile.OUTPUT, known.getLast());
  }
}
