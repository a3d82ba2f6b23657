package dev.fovea.bench.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.Buffer;
import dev.fovea.bench.work.Operand;
import dev.fovea.bench.work.Work;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SuiteTest {
  /** Elements of what a test runs: the rest differs in size alone. */
  private static final long SMALL = 500_000;

  @ParameterizedTest
  @EnumSource
  void rowsHaveNamesOfTheirOwn(Suite suite) {
    var names = suite.cases().stream().map(Case::name).toList();
    assertFalse(names.isEmpty());
    assertEquals(names.size(), names.stream().distinct().count());
  }

  @ParameterizedTest
  @EnumSource
  void rowsRun(Suite suite) {
    try (var backend = Backends.open("java", BackendOptions.defaults())) {
      suite.cases().stream()
          .map(Case::work)
          .filter(work -> work.bytes() < Float.BYTES * SMALL && work.flops() < 100_000_000)
          .forEach(work -> run(work, backend));
    }
  }

  private static void run(Work work, dev.fovea.backend.Backend backend) {
    var inputs = allocate(work.inputs(), backend);
    var outputs = allocate(work.outputs(), backend);
    work.prepare(backend, inputs, outputs);
    work.run(backend, inputs, outputs);
    var result = backend.toFloats(outputs.getFirst());
    assertTrue(
        IntStream.range(0, result.length).allMatch(i -> Float.isFinite(result[i])),
        work.toString());
    inputs.forEach(Buffer::close);
    outputs.forEach(Buffer::close);
  }

  private static List<Buffer> allocate(List<Operand> operands, dev.fovea.backend.Backend backend) {
    return operands.stream().map(operand -> operand.allocate(backend, 1)).toList();
  }

  @Test
  void networksHaveTheirLayers() {
    assertEquals(9, Networks.vgg16().size()); // 13 layers, four of them twice or more
    long multiplyAdds =
        Networks.vgg16().stream()
            .mapToLong(
                layer -> {
                  boolean twice = layer.name().matches("conv(3_2|4_2)");
                  return layer.op().flops()
                      / 2
                      * (twice ? 2 : layer.name().equals("conv5_1") ? 3 : 1);
                })
            .sum();
    assertEquals(15_346_630_656L, multiplyAdds); // as torchvision's VGG-16 has them
    assertEquals(23, Networks.resnet50().size());
    assertEquals("conv10", Networks.squeezenet().getLast().name());
    assertEquals(2, Networks.lenet().size());
  }

  @Test
  void aCaseIsFoundByWordsInAnyOrder() {
    var row = new Case("vgg16 conv1_2 n=1 forward", null);
    assertTrue(row.matches("Forward vgg16"));
    assertTrue(row.matches(""));
    assertFalse(row.matches("vgg16 n=8"));
  }
}
