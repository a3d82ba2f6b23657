package dev.fovea.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.bench.suites.Suite;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeasurerTest {
  @Test
  void aForkMeasuresFoveaAlone() {
    var cases = Suite.GEMM.cases();
    int row =
        IntStream.range(0, cases.size())
            .filter(i -> cases.get(i).matches("square 64x"))
            .findFirst()
            .orElseThrow();
    var plan = new Plan(Target.JAVA, Suite.GEMM, List.of(row), List.of(), 1, new Rounds(0, 2));
    var flags = List.of("--add-modules=jdk.incubator.vector", "-Djmh.ignoreLock=true");
    System.setProperty("jmh.ignoreLock", "true");
    var rows =
        new Measurer(flags, (done, of) -> {}).rows(plan, new Effort(1, new Rounds(0, 2), 1, 0));
    assertEquals(1, rows.size());
    assertEquals(cases.get(row).name(), rows.getFirst().row().name());
    assertEquals(1, rows.getFirst().fovea().nanos().size());
    assertEquals(2, rows.getFirst().fovea().nanos().getFirst().length);
    assertTrue(rows.getFirst().fovea().median() > 0);
    assertTrue(rows.getFirst().limitShare() > 0);
  }

  @Test
  void aForkThatFailsSaysWhy() {
    var crash =
        """
        # Problematic frame:
        # C  [libtorch_cpu.so+0xb778fb2]  dnnl::impl::cpu::x64::blocking()+0xa22
        #
        # The crash happened outside the Java Virtual Machine in native code.
        """;
    assertEquals(
        "libtorch_cpu.so crashed; hs_err_pid*.log says where", Measurer.cause(crash, "none"));
    assertEquals(
        "x computes something else",
        Measurer.cause("java.lang.IllegalStateException: x computes something else", "none"));
    assertEquals("some words", Measurer.cause(" some\n words ", "none"));
    assertEquals("none", Measurer.cause("", "none"));
  }
}
