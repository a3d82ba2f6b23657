package dev.fovea.engine.inference;

import dev.fovea.engine.graph.Graph;
import dev.fovea.engine.graph.Value;
import java.util.HashMap;
import java.util.Map;

/** How often each value of a graph is read and written; whoever runs the graph reads its output. */
final class Uses {
  private final Map<Value, Integer> reads = new HashMap<>();
  private final Map<Value, Integer> writes = new HashMap<>();

  Uses(Graph graph) {
    for (var call : graph.calls()) {
      for (var operand : call.operands()) {
        if (operand instanceof Value value) {
          reads.merge(value, 1, Integer::sum);
        }
      }
      call.outputs().forEach(value -> writes.merge(value, 1, Integer::sum));
    }
    reads.merge(graph.output(), 1, Integer::sum);
    writes.merge(graph.input(), 1, Integer::sum);
  }

  int reads(Value value) {
    return reads.getOrDefault(value, 0);
  }

  boolean isWrittenOnce(Value value) {
    return writes.getOrDefault(value, 0) == 1;
  }
}
