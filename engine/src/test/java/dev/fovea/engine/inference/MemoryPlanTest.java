package dev.fovea.engine.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.op.Shape;
import dev.fovea.engine.graph.Graph;
import dev.fovea.engine.graph.Value;
import dev.fovea.engine.models.Models;
import dev.fovea.engine.nn.ParameterSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans of the whole networks at full size, from shapes alone. */
class MemoryPlanTest {
  private static Graph graph(String name, int batch) {
    var type = Models.byName(name);
    var sample = type.sampleShape();
    try (var model = type.create(ParameterSource.withoutValues(), type.classes())) {
      model.training(false);
      var shape = Shape.of(batch, sample.size(0), sample.size(1), sample.size(2));
      return Fusion.of(Recording.of(model, shape).graph());
    }
  }

  /** Bytes for one picture of activations and arena, by hand from the shapes of the papers. */
  @ParameterizedTest
  @CsvSource({
    "lenet, 7, 34000",
    "vgg16, 21, 28000000", // twice 224×224×64 floats are 25.7 MB
    "vgg19, 24, 28000000",
    "resnet50, 56, 9000000", // 53 convolutions, two pools, one product
    "squeezenet, 38, 8000000",
  })
  void networksRunInFewStepsAndLittleMemory(String name, int steps, long bytes) {
    for (int batch : new int[] {1, 8}) {
      var graph = graph(name, batch);
      assertEquals(steps, graph.calls().size());
      var plan = MemoryPlan.of(graph);
      assertTrue(plan.arenaBytes() <= batch * bytes, name + " arena=" + plan.arenaBytes());
      assertTrue(plan.arenaBytes() >= plan.liveBytes());
      assertTrue(plan.arenaBytes() <= 1.4 * plan.liveBytes(), name + " " + plan.blocks());
      requireIntact(graph, plan);
    }
  }

  @Test
  void convolutionsThatShareAnOutputTakeTheConcatenationsPlace() {
    var graph = graph("squeezenet", 1);
    var shared = SharedOutputs.of(graph, _ -> true);
    assertEquals(graph.calls().size() - 8, shared.calls().size());
    var plan = MemoryPlan.of(shared);
    assertTrue(plan.arenaBytes() <= 6_500_000, "arena=" + plan.arenaBytes());
    requireIntact(shared, plan);
    assertEquals(graph, SharedOutputs.of(graph, _ -> false));
  }

  /**
   * Runs the plan with the name of each value for its content: what is read is what was written.
   */
  private static void requireIntact(Graph graph, MemoryPlan plan) {
    Map<Integer, Value> content = new HashMap<>();
    for (var call : graph.calls()) {
      for (var operand : call.operands()) {
        if (operand instanceof Value value && plan.places().containsKey(value)) {
          assertEquals(value, content.get(plan.places().get(value)), call.toString());
        }
      }
      for (var output : call.outputs()) {
        var place = plan.places().get(output);
        if (place != null) {
          var block = plan.blocks().get(place);
          assertTrue(block.length() >= output.length() && block.type() == output.type());
          content.put(place, output);
        }
      }
    }
  }
}
