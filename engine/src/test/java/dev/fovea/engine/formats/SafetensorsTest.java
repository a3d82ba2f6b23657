package dev.fovea.engine.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.DataType;
import dev.fovea.backend.FoveaException;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.tensor.Scope;
import dev.fovea.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  private final Backend backend = Backends.open("reference", BackendOptions.defaults());

  @TempDir private Path folder;
  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("t.safetensors");
  }

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, backend.memory().live());
    backend.close();
  }

  private Map<String, Tensor> example() {
    var tensors = new LinkedHashMap<String, Tensor>();
    tensors.put("a", Tensor.of(backend, Shape.of(2, 3), 1, 2, 3, 4, 5, Float.NaN));
    tensors.put("größe", Tensor.ofInts(backend, Shape.of(2), -1, Integer.MAX_VALUE));
    tensors.put("scalar", Tensor.ofDoubles(backend, Shape.of(), Math.E));
    tensors.put("none", Tensor.empty(backend, Shape.of(0, 5)));
    return tensors;
  }

  private void writeExample() {
    try (var _ = Scope.open()) {
      SafetensorsWriter.write(path, example(), Map.of("model", "lenet", "note", "\"quoted\"\n"));
    }
  }

  @Test
  void readsWhatWasWritten() {
    writeExample();
    try (var _ = Scope.open();
        var file = SafetensorsFile.open(path)) {
      assertEquals("\"quoted\"\n", file.metadata().get("note"));
      var infos = file.tensors();
      assertEquals(4, infos.size());
      assertEquals(new TensorInfo("a", DataType.FLOAT32, Shape.of(2, 3), 0, 24), infos.get("a"));
      example()
          .forEach(
              (name, written) -> {
                var read = Tensor.empty(backend, written.type(), written.shape());
                file.read(name, read);
                assertEquals(
                    StateDict.sha256(Map.of("", written)), StateDict.sha256(Map.of("", read)));
              });
    }
  }

  @Test
  void tensorsLargerThanAChunkAreWhole() {
    var values = new float[1_000_003];
    var random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    try (var _ = Scope.open()) {
      SafetensorsWriter.write(
          path, Map.of("x", Tensor.of(backend, Shape.of(values.length), values)), Map.of());
      try (var file = SafetensorsFile.open(path)) {
        var read = Tensor.empty(backend, Shape.of(values.length));
        file.read("x", read);
        assertArrayEquals(values, read.toFloats());
      }
    }
  }

  @Test
  void dataIsAlignedAndLittleEndian() throws IOException {
    try (var _ = Scope.open()) {
      SafetensorsWriter.write(path, Map.of("x", Tensor.of(backend, Shape.of(1), 1)), Map.of());
    }
    var bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(0, bytes.getLong(0) % 8);
    assertEquals(1f, bytes.getFloat(8 + (int) bytes.getLong(0)));
  }

  private void writeRaw(long headerLength, String header, int dataBytes) throws IOException {
    var json = header.getBytes(StandardCharsets.UTF_8);
    var bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(headerLength < 0 ? json.length : headerLength).put(json);
    Files.write(path, bytes.array());
  }

  private String refused() {
    var error = assertThrows(FoveaException.class, () -> SafetensorsFile.open(path).close());
    var start = path + ": not a valid safetensors file: ";
    assertTrue(error.getMessage().startsWith(start), error.getMessage());
    return error.getMessage().substring(start.length());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,9]}} | 9 | offsets don't fit the shape",
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | 8 | offsets don't fit the shape",
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}} | 12 | overlap or leave a gap",
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 7 | the file is cut short",
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 9 | the file is too long",
        "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
            + "'y':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 4 | overlap",
        "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
            + "'x':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | 8 | Duplicate",
        "{'x':{'dtype':'I64','shape':[1],'data_offsets':[0,8]}} | 8 | type not supported",
        "{'x':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}} | 4 | whole numbers from 0",
        "{'x':{'dtype':'F32','shape':[1.0],'data_offsets':[0,4]}} | 4 | whole numbers from 0",
        "{'x':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,4]}} | 4 | whole",
        "{'x':{'dtype':'F32','shape':[1,1,1,1,1,1,1,1,1],'data_offsets':[0,4]}} | 4 | at most 8",
        "{'x':{'dtype':'F32','shape':[4000000000],'data_offsets':[0,4]}} | 4 | more elements",
        "{'x':{'dtype':'F32','shape':[2000000000,2000000000,2000000000],'data_offsets':[0,4]}}"
            + " | 4 | more elements",
        "{'x':{'dtype':'F32','shape':[1]}} | 4 | data_offsets missing",
        "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0]}} | 4 | missing",
        "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4],'q':1}} | 4 | unknown key: x.q",
        "{'x':7} | 0 | must hold an object for x",
        "[1] | 0 | must hold an object",
        "{'x' | 0 | isn't JSON",
        "{'__metadata__':{'a':1}} | 0 | must hold text for __metadata__.a",
        "{} {} | 0 | something follows",
      })
  void brokenHeadersAreRefused(String header, int dataBytes, String rule) throws IOException {
    writeRaw(-1, header.replace('\'', '"'), dataBytes);
    var message = refused();
    assertTrue(message.contains(rule), message);
  }

  @Test
  void absurdHeaderLengthsAreRefusedBeforeAllocation() throws IOException {
    for (long length : new long[] {0, 1, 1 << 20, SafetensorsFile.MAX_HEADER + 1, 1L << 62}) {
      writeRaw(length, "{}", 0);
      assertTrue(refused().startsWith("header length out of range: header=" + length), "" + length);
    }
    Files.write(path, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, '{', '}'});
    assertTrue(refused().contains("header=18446744073709551615 bytes"));
  }

  @Test
  void emptyMissingAndOtherFilesAreRefused() throws IOException {
    Files.write(path, new byte[7]);
    assertEquals("the file is cut short: size=7 bytes", refused());
    Files.delete(path);
    var missing = assertThrows(FoveaException.class, () -> SafetensorsFile.open(path).close());
    assertEquals(path + ": no such file", missing.getMessage());
    var aFolder = assertThrows(FoveaException.class, () -> SafetensorsFile.open(folder).close());
    assertEquals(folder + ": a folder, not a safetensors file", aFolder.getMessage());
  }

  @Test
  void readingIntoAnotherShapeIsRefused() {
    writeExample();
    try (var _ = Scope.open();
        var file = SafetensorsFile.open(path)) {
      var other = Tensor.empty(backend, Shape.of(3, 2));
      assertThrows(FoveaException.class, () -> file.read("a", other));
      assertThrows(FoveaException.class, () -> file.read("b", other));
    }
  }

  /** Whatever is done to a file, reading it works or fails with a sentence. */
  @Test
  void mutatedFilesNeverFailOtherwise() throws IOException {
    writeExample();
    var original = Files.readAllBytes(path);
    int headerEnd = 8 + (int) ByteBuffer.wrap(original).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    var random = new Random(7);
    int refused = 0;
    for (int round = 0; round < 3000; round++) {
      var bytes = mutated(original, headerEnd, random);
      Files.write(path, bytes);
      try (var _ = Scope.open();
          var file = SafetensorsFile.open(path)) {
        for (var info : List.copyOf(file.tensors().values())) {
          assertTrue(info.end() <= bytes.length);
          file.read(info.name(), Tensor.empty(backend, info.type(), info.shape()));
        }
      } catch (FoveaException e) {
        refused++;
      }
    }
    assertTrue(refused > 1500 && refused < 3000, "refused=" + refused);
  }

  private static byte[] mutated(byte[] original, int headerEnd, Random random) {
    int kind = random.nextInt(10);
    if (kind == 0) {
      return java.util.Arrays.copyOf(original, random.nextInt(original.length + 20));
    }
    var bytes = original.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int position = kind < 3 ? random.nextInt(8) : random.nextInt(headerEnd);
      bytes[position] =
          (byte) (kind < 6 ? "0123456789[]{},:\"-. ".charAt(random.nextInt(20)) : random.nextInt());
    }
    return bytes;
  }
}
