package dev.fovea.engine.formats;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.fovea.backend.DataType;
import dev.fovea.backend.op.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The JSON header of a safetensors file: {@code {"name": {"dtype": "F32", "shape": [2,3],
 * "data_offsets": [0,24]}, …, "__metadata__": {"key": "value"}}}.
 *
 * @param tensors in the order of their data
 * @param metadata free text by key
 */
record SafetensorsHeader(
    SequencedMap<String, TensorInfo> tensors, SequencedMap<String, String> metadata) {
  static final String METADATA = "__metadata__";

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).build())
          .build();

  /** The header breaks a rule; the message is a clause without the file's name. */
  static final class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message);
    }
  }

  /**
   * Reads a header and checks that the tensors fill the data without gap or overlap.
   *
   * @param json the header, UTF-8
   * @param dataBytes bytes after the header
   * @throws MalformedException if a rule is broken
   * @throws IOException if it isn't JSON
   */
  static SafetensorsHeader parse(byte[] json, long dataBytes) throws IOException {
    var tensors = new ArrayList<TensorInfo>();
    var metadata = new LinkedHashMap<String, String>();
    try (var parser = JSON.createParser(json)) {
      expect(parser, JsonToken.START_OBJECT, "an object");
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        var name = parser.currentName();
        if (name.equals(METADATA)) {
          readMetadata(parser, metadata);
        } else {
          tensors.add(readTensor(parser, name));
        }
      }
      if (parser.nextToken() != null) {
        throw new MalformedException("something follows the header's object");
      }
    }
    return new SafetensorsHeader(
        inOrderOfData(tensors, dataBytes), Collections.unmodifiableSequencedMap(metadata));
  }

  private static void readMetadata(JsonParser parser, SequencedMap<String, String> metadata)
      throws IOException {
    expect(parser, JsonToken.START_OBJECT, METADATA + " as an object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var key = parser.currentName();
      expect(parser, JsonToken.VALUE_STRING, "text for " + METADATA + "." + key);
      metadata.put(key, parser.getText());
    }
  }

  private static TensorInfo readTensor(JsonParser parser, String name) throws IOException {
    DataType type = null;
    List<Long> sizes = null;
    List<Long> offsets = null;
    expect(parser, JsonToken.START_OBJECT, "an object for " + name);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      switch (parser.currentName()) {
        case "dtype" -> {
          expect(parser, JsonToken.VALUE_STRING, "text for dtype of " + name);
          type = SafetensorsTypes.byName(parser.getText(), name);
        }
        case "shape" -> sizes = readNumbers(parser, name, "shape", Shape.MAX_RANK);
        case "data_offsets" -> offsets = readNumbers(parser, name, "data_offsets", 2);
        case String key -> throw new MalformedException("unknown key: " + name + "." + key);
      }
    }
    if (type == null || sizes == null || offsets == null || offsets.size() != 2) {
      throw new MalformedException("dtype, shape or data_offsets missing: tensor=" + name);
    }
    return checked(name, type, sizes, offsets.get(0), offsets.get(1));
  }

  private static List<Long> readNumbers(JsonParser parser, String name, String key, int most)
      throws IOException {
    var numbers = new ArrayList<Long>();
    expect(parser, JsonToken.START_ARRAY, "an array for " + key + " of " + name);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
          || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          || parser.getLongValue() < 0
          || numbers.size() == most) {
        throw new MalformedException(
            "%s must be at most %d whole numbers from 0: tensor=%s".formatted(key, most, name));
      }
      numbers.add(parser.getLongValue());
    }
    return numbers;
  }

  private static TensorInfo checked(
      String name, DataType type, List<Long> sizes, long begin, long end) throws IOException {
    long bytes = type.bytes();
    try {
      for (long size : sizes) {
        bytes = Math.multiplyExact(bytes, size);
        Math.toIntExact(size);
      }
    } catch (ArithmeticException _) {
      throw new MalformedException(
          "more elements than can be counted: tensor=%s, shape=%s".formatted(name, sizes));
    }
    if (begin > end || end - begin != bytes) {
      throw new MalformedException(
          "offsets don't fit the shape: tensor=%s, shape=%s, type=%s, offsets=[%d,%d]"
              .formatted(name, sizes, type, begin, end));
    }
    var shape = Shape.of(sizes.stream().mapToInt(Long::intValue).toArray());
    return new TensorInfo(name, type, shape, begin, end);
  }

  private static SequencedMap<String, TensorInfo> inOrderOfData(
      List<TensorInfo> tensors, long dataBytes) throws IOException {
    tensors.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
    var ordered = new LinkedHashMap<String, TensorInfo>();
    long end = 0;
    for (var tensor : tensors) {
      if (tensor.begin() != end) {
        throw new MalformedException(
            "tensors overlap or leave a gap: tensor=%s, begin=%d, end of the one before=%d"
                .formatted(tensor.name(), tensor.begin(), end));
      }
      end = tensor.end();
      ordered.put(tensor.name(), tensor);
    }
    if (end != dataBytes) {
      throw new MalformedException(
          "the file is %s: data=%d bytes, tensors=%d bytes"
              .formatted(end > dataBytes ? "cut short" : "too long", dataBytes, end));
    }
    return Collections.unmodifiableSequencedMap(ordered);
  }

  private static void expect(JsonParser parser, JsonToken token, String what) throws IOException {
    if (parser.nextToken() != token) {
      throw new MalformedException("the header must hold " + what);
    }
  }
}
