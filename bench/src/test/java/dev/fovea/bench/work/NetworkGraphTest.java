package dev.fovea.bench.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.models.Models;
import org.junit.jupiter.api.Test;

class NetworkGraphTest {
  @Test
  void weightsAreFoundByTheirPosition() {
    var graph = NetworkGraph.of(Models.RESNET50, 2);
    var first = graph.calls().getFirst();
    assertEquals("conv1.weight", graph.names().get(graph.position(first.inputs().get(1))));
    assertEquals(Shape.of(7, 7, 3, 64), graph.shapes().getFirst());
    assertEquals(Shape.of(2, 112, 112, 64), graph.shape(first.output()));
    assertEquals(Shape.of(2, 1000), graph.shape(graph.output()));
  }

  @Test
  void aFusedGraphHasNoBatchNormAndTheSameResult() {
    var graph = NetworkGraph.of(Models.RESNET50, 1);
    var fused = graph.fused();
    assertTrue(graph.calls().stream().anyMatch(call -> call.op() instanceof BatchNorm));
    assertTrue(fused.calls().stream().noneMatch(call -> call.op() instanceof BatchNorm));
    assertEquals(53, fused.calls().stream().filter(call -> call.op() instanceof Conv2d).count());
    assertEquals(graph.output(), fused.output());
    assertEquals(graph.output(), fused.calls().getLast().output());
  }

  @Test
  void aTrainingStepTakesThreePasses() {
    var forward = new NetworkWork(Models.LENET, 64, false);
    assertEquals(2 * 416_520L * 64, forward.flops());
    assertEquals(3 * forward.flops(), new NetworkWork(Models.LENET, 64, true).flops());
  }
}
