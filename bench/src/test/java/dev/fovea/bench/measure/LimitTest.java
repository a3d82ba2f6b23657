package dev.fovea.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.fovea.backend.op.Gemm;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Unary;
import dev.fovea.bench.work.GemmWork;
import dev.fovea.bench.work.ReduceWork;
import dev.fovea.bench.work.UnaryWork;
import org.junit.jupiter.api.Test;

class LimitTest {
  @Test
  void arithmeticBoundsSquareProductsAndMemoryThoseWithOneRow() {
    assertInstanceOf(
        Limit.Arithmetic.class, Limit.of(new GemmWork(Gemm.of(256, 256, 256)), Target.JAVA, 1));
    assertInstanceOf(
        Limit.Traffic.class, Limit.of(new GemmWork(Gemm.of(1, 4096, 4096)), Target.JAVA, 1));
  }

  @Test
  void trafficReadsAndWritesAsTheWorkDoes() {
    int length = 1 << 20;
    assertEquals(
        new Limit.Traffic(1, 1, 4 * length, 1),
        Limit.of(new UnaryWork(Unary.of(Unary.Kind.RELU, length), false), Target.JAVA, 1));
    assertEquals(
        new Limit.Traffic(2, 1, 2 * length, 2),
        Limit.of(new UnaryWork(Unary.of(Unary.Kind.RELU, length), true), Target.JAVA, 2));
    assertEquals(
        new Limit.Traffic(1, 0, 4 * length, 1),
        Limit.of(new ReduceWork(Reduce.all(Reduce.Kind.SUM, length)), Target.JAVA, 1));
  }

  @Test
  void aBoundIsTheWorksShareOfACall() {
    var work = new UnaryWork(Unary.of(Unary.Kind.RELU, 1 << 20), false);
    var limit = Limit.of(work, Target.JAVA, 1);
    assertEquals(7.0, limit.bound(work, 7.0 * limit.perCall() / work.bytes()), 1e-9);
  }

  @Test
  void everyKindOfLimitRuns() {
    for (var limit : Machine.limits(2)) {
      var small =
          limit instanceof Limit.Traffic traffic
              ? new Limit.Traffic(traffic.inputs(), traffic.outputs(), 4096, traffic.threads())
              : limit;
      try (var contender = small.open(null)) {
        contender.run();
      }
    }
  }
}
