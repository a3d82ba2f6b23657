package dev.fovea.bench.onnx;

import java.util.List;

/** A node of an ONNX graph: {@code NodeProto} of onnx.proto, version 1.16. */
final class Node {
  private static final int FLOAT = 1;
  private static final int INTEGER = 2;
  private static final int INTEGERS = 7;

  private final Message message = new Message();

  Node(String operator, List<String> inputs, String output) {
    inputs.forEach(input -> message.text(1, input));
    message.text(2, output).text(4, operator);
  }

  Node attribute(String name, float value) {
    return attribute(name, FLOAT, new Message().float32(2, value));
  }

  Node attribute(String name, long value) {
    return attribute(name, INTEGER, new Message().integer(3, value));
  }

  Node attribute(String name, int... values) {
    var message = new Message();
    for (int value : values) {
      message.integer(8, value);
    }
    return attribute(name, INTEGERS, message);
  }

  private Node attribute(String name, int type, Message value) {
    message.message(5, value.text(1, name).integer(20, type));
    return this;
  }

  Message message() {
    return message;
  }
}
