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
    var plan = new Plan(Target.JAVA, Suite.GEMM, List.of(row), List.of(), 1, 0, 2);
    var flags = List.of("--add-modules=jdk.incubator.vector", "-Djmh.ignoreLock=true");
    System.setProperty("jmh.ignoreLock", "true");
    var rows = new Measurer(flags, (done, of) -> {}).rows(plan, new Effort(1, 0, 2, 1, 0));
    assertEquals(1, rows.size());
    assertEquals(cases.get(row).name(), rows.getFirst().row().name());
    assertEquals(1, rows.getFirst().fovea().nanos().size());
    assertEquals(2, rows.getFirst().fovea().nanos().getFirst().length);
    assertTrue(rows.getFirst().fovea().median() > 0);
    assertTrue(rows.getFirst().limitShare() > 0);
  }
}
