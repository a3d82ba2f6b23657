package dev.fovea.backend;

import static dev.fovea.backend.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.Calls.Call;
import dev.fovea.backend.Calls.Operand;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Concat;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Dropout;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.op.Gemm;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Window;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckedBackendTest {
  private final List<Buffer> buffers = new ArrayList<>();
  private Backend backend;
  private Backend other;

  @BeforeEach
  void open() {
    backend = Backends.open("reference", BackendOptions.defaults());
    other = Backends.open("reference", BackendOptions.defaults());
  }

  @AfterEach
  void close() {
    buffers.forEach(Buffer::close);
    backend.close();
    other.close();
  }

  static List<Call> calls() {
    return Calls.all();
  }

  private Buffer zeros(Backend owner, DataType type, long length) {
    var buffer = owner.allocate(type, length);
    buffers.add(buffer);
    owner.copyIn(MemorySegment.ofArray(new byte[(int) buffer.byteSize()]), buffer, 0);
    return buffer;
  }

  private Buffer[] valid(Call call) {
    return call.operands().stream()
        .map(operand -> zeros(backend, operand.type(), operand.length()))
        .toArray(Buffer[]::new);
  }

  @Test
  void preparedFiltersAreASnapshotUntilTheyAreClosed() {
    var op = Conv2d.of(1, Window.of(2, 1), Window.of(1, 1), 1, 1);
    var w = backend.floats(3);
    var x = backend.floats(1, 2);
    var y = zeros(backend, DataType.FLOAT32, 2);
    buffers.addAll(List.of(w, x));
    var prepared = backend.prepare(op, w);
    backend.copyIn(MemorySegment.ofArray(new float[] {5}), w, 0);
    prepared.run(x, Epilogue.NONE, y);
    assertEquals(List.of(3f, 6f), List.of(backend.toFloats(y)[0], backend.toFloats(y)[1]));
    assertRefused(
        "conv2d: buffer too short: x=1 elements, needed=2",
        () -> prepared.run(w, Epilogue.NONE, y));
    assertRefused(
        "conv2d: an output must not be another operand: y=x",
        () -> prepared.run(x, Epilogue.NONE, x));
    assertRefused(
        "conv2d: buffer of another backend: w is on reference, this is reference",
        () -> backend.prepare(op, zeros(other, DataType.FLOAT32, 1)));
    prepared.close();
    prepared.close();
    assertRefused("conv2d: prepared filters are closed", () -> prepared.run(x, Epilogue.NONE, y));
    assertRefused(
        "conv2d: prepared filters are closed", () -> prepared.runInto(x, Epilogue.NONE, y, 0, 1));
  }

  @Test
  void preparedFiltersCheckTheChannelsOfASharedOutput() {
    var op = Conv2d.of(1, Window.of(2, 1), Window.of(1, 1), 1, 2);
    var x = zeros(backend, DataType.FLOAT32, 2);
    var y = zeros(backend, DataType.FLOAT32, 10);
    try (var prepared = backend.prepare(op, zeros(backend, DataType.FLOAT32, 2))) {
      assertRefused(
          "conv2d: no such channels: first=4, filters=2, channels=5",
          () -> prepared.runInto(x, Epilogue.NONE, y, 4, 5));
      assertRefused(
          "conv2d: no such channels: first=-1, filters=2, channels=5",
          () -> prepared.runInto(x, Epilogue.NONE, y, -1, 5));
      assertRefused(
          "conv2d: an output that is shared takes no addend",
          () -> prepared.runInto(x, Epilogue.NONE.add(y), y, 3, 5));
      assertRefused(
          "conv2d: buffer too short: y=10 elements, needed=12",
          () -> prepared.runInto(x, Epilogue.NONE, y, 3, 6));
      assertRefused(
          "conv2d: these filters don't share their output",
          () -> prepared.runInto(x, Epilogue.NONE, y, 3, 5));
    }
  }

  @ParameterizedTest
  @MethodSource("calls")
  void acceptsWhatFits(Call call) {
    call.action().run(backend, valid(call));
    for (int i = 0; i < call.operands().size(); i++) {
      if (call.operands().get(i).optional()) {
        call.action().run(backend, with(call, i, null));
      }
    }
  }

  private Buffer[] with(Call call, int index, Buffer buffer) {
    var operands = valid(call);
    operands[index] = buffer;
    return operands;
  }

  @ParameterizedTest
  @MethodSource("calls")
  void refusesEveryBadOperand(Call call) {
    for (int i = 0; i < call.operands().size(); i++) {
      var operand = call.operands().get(i);
      var closed = zeros(backend, operand.type(), operand.length());
      closed.close();
      assertRefusal(call, i, closed, "buffer is closed: " + operand.name());
      assertRefusal(
          call,
          i,
          zeros(other, operand.type(), operand.length()),
          "buffer of another backend: " + operand.name() + " is on reference, this is reference");
      assertRefusal(
          call,
          i,
          zeros(backend, operand.type(), operand.length() - 1),
          "buffer too short: %s=%d elements, needed=%d"
              .formatted(operand.name(), operand.length() - 1, operand.length()));
      assertRefusal(
          call,
          i,
          zeros(backend, DataType.BFLOAT16, operand.length()),
          operand.name() + "=BFLOAT16");
      if (!operand.optional()) {
        assertRefusal(call, i, null, "operand missing: " + operand.name());
      }
    }
  }

  private void assertRefusal(Call call, int index, Buffer buffer, String rule) {
    var operands = with(call, index, buffer);
    var refusal =
        assertThrows(ShapeException.class, () -> call.action().run(backend, operands), rule);
    var message = refusal.getMessage();
    assertTrue(message.startsWith(call.name() + ": ") && message.contains(rule), message);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void refusesAnOutputThatIsAnotherOperand(Call call) {
    var operands = call.operands();
    for (int i = 0; i < operands.size(); i++) {
      for (int j = i + 1; j < operands.size(); j++) {
        if (operands.get(j).written() && operands.get(i).type() == operands.get(j).type()) {
          share(call, i, j);
        }
      }
    }
  }

  private void share(Call call, int first, int second) {
    Operand one = call.operands().get(first);
    Operand two = call.operands().get(second);
    var shared = zeros(backend, one.type(), Math.max(one.length(), two.length()));
    var buffers = valid(call);
    buffers[first] = shared;
    buffers[second] = shared;
    if (two.mayBe().contains(one.name())) {
      call.action().run(backend, buffers);
      return;
    }
    var refusal =
        assertThrows(
            ShapeException.class,
            () -> call.action().run(backend, buffers),
            one.name() + " and " + two.name());
    assertTrue(refusal.getMessage().contains("must not be"), refusal.getMessage());
  }

  @Test
  void namesTheOperandsThatAreOne() {
    var x = zeros(backend, DataType.FLOAT32, 4);
    assertRefused(
        "gemm: an output must not be another operand: y=b",
        () ->
            backend.gemm(
                Gemm.of(2, 2, 2), zeros(backend, DataType.FLOAT32, 4), x, Epilogue.NONE, x));
    assertRefused(
        "add: a broadcast operand must not be the output: a=[2,2], b=[2]",
        () ->
            backend.binary(
                new Binary(Binary.Kind.ADD, Shape.of(2, 2), Shape.of(2)),
                zeros(backend, DataType.FLOAT32, 4),
                x,
                x));
  }

  @Test
  void allFloatsHaveOneType() {
    assertRefused(
        "axpby: wrong type: y=FLOAT64, expected=FLOAT32",
        () ->
            backend.axpby(
                new Axpby(2, 1, 1),
                zeros(backend, DataType.FLOAT32, 2),
                zeros(backend, DataType.FLOAT64, 2)));
    assertRefused(
        "axpby: type not supported by reference: x=INT32",
        () ->
            backend.axpby(
                new Axpby(2, 1, 1),
                zeros(backend, DataType.INT32, 2),
                zeros(backend, DataType.INT32, 2)));
  }

  @Test
  void whatIsNoBufferMayNotBeMissingEither() {
    var x = zeros(backend, DataType.FLOAT32, 4);
    var y = zeros(backend, DataType.FLOAT32, 4);
    assertRefused(
        "gemm: operand missing: epilogue", () -> backend.gemm(Gemm.of(2, 2, 2), x, x, null, y));
    assertRefused(
        "dropout: operand missing: random",
        () -> backend.dropout(new Dropout(4, 0.5f), null, x, y));
    assertRefused(
        "randomNormal: operand missing: random", () -> backend.fill(Fill.normal(4, 0, 1), null, y));
    assertRefused(
        "concat: wrong number of inputs: given=1, expected=2",
        () -> backend.concat(new Concat(0, List.of(Shape.of(2), Shape.of(2))), List.of(x), y));
    var window = Window.of(2, 1);
    var indices = zeros(backend, DataType.INT32, 4);
    assertRefused(
        "averagePool2d: only a maximum has indices",
        () -> backend.pool2d(Pool2d.average(1, window, window, 1), x, y, indices));
  }

  @Test
  void copiesStayInsideTheirBuffers() {
    var four = zeros(backend, DataType.FLOAT32, 4);
    assertRefused(
        "copyIn: range outside the buffer: target=4 elements, offset=3, length=2",
        () -> backend.copyIn(MemorySegment.ofArray(new float[2]), four, 3));
    assertRefused(
        "copyIn: not whole elements: source=3 bytes, type=FLOAT32",
        () -> backend.copyIn(MemorySegment.ofArray(new byte[3]), four, 0));
    assertRefused(
        "copyOut: range outside the buffer: source=4 elements, offset=-1, length=2",
        () -> backend.copyOut(four, -1, MemorySegment.ofArray(new float[2])));
    assertRefused(
        "copyOut: not whole elements: target=5 bytes, type=FLOAT32",
        () -> backend.copyOut(four, 0, MemorySegment.ofArray(new byte[5])));
    assertRefused(
        "copy: range outside the buffer: target=4 elements, offset=9223372036854775807, length=1",
        () -> backend.copy(four, 0, four, Long.MAX_VALUE, 1));
    assertRefused(
        "copy: ranges of one buffer overlap: source=0, target=1, length=2",
        () -> backend.copy(four, 0, four, 1, 2));
    assertRefused(
        "copy: types differ: source=FLOAT32, target=INT32",
        () -> backend.copy(four, 0, zeros(backend, DataType.INT32, 4), 0, 1));
    assertRefused(
        "allocate: length out of range: length=-1", () -> backend.allocate(DataType.FLOAT32, -1));
  }

  @Test
  void arraysHaveTheBuffersType() {
    var doubles = zeros(backend, DataType.FLOAT64, 4);
    assertRefused(
        "toFloats: wrong type: buffer=FLOAT64, expected=FLOAT32", () -> backend.toFloats(doubles));
    assertRefused(
        "toInts: wrong type: buffer=FLOAT64, expected=INT32", () -> backend.toInts(doubles));
    assertEquals(4, backend.toDoubles(doubles).length);
  }

  @Test
  void aClosedBackendRefuses() {
    var x = zeros(backend, DataType.FLOAT32, 4);
    backend.close();
    assertTrue(x.isClosed());
    assertRefused("axpby: buffer is closed: x", () -> backend.axpby(new Axpby(4, 1, 1), x, x));
    assertEquals(
        "allocate: backend is closed: reference",
        assertThrows(FoveaException.class, () -> backend.floats(1)).getMessage());
    backend.close();
  }
}
