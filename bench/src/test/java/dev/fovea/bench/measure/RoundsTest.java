package dev.fovea.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.bench.suites.Suite;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private final Rounds rounds = new Rounds(1, 2, 5);

  @Test
  void shortRowsHaveTheirOwnRounds() {
    var cases = Suite.GEMM.cases();
    var smallest = cases.getFirst();
    var largest = cases.stream().filter(row -> row.name().endsWith("2048x2048x2048")).findFirst();
    assertEquals(5, rounds.counted(smallest.work()));
    assertEquals(2, rounds.counted(largest.orElseThrow().work()));
  }

  @Test
  void theyAreAParameter() {
    assertEquals(rounds, Rounds.of(rounds.text()));
  }

  @Test
  void quickRunsOfManyRowsGiveShortOnesSeveral() {
    var all = IntStream.range(0, Suite.GEMM.cases().size()).boxed().toList();
    var plan = new Plan(Target.JAVA, Suite.GEMM, all, List.of(), 1, new Rounds(1, 1));
    var quick = QuickPlan.of(plan).plan();
    assertTrue(quick.rounds().counted(Suite.GEMM.cases().getFirst().work()) > 1);
    assertEquals(all, quick.rows());
  }
}
