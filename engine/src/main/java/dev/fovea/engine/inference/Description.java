package dev.fovea.engine.inference;

import dev.fovea.engine.graph.Call;
import dev.fovea.engine.graph.Constant;
import dev.fovea.engine.graph.Graph;
import dev.fovea.engine.graph.Operand;
import dev.fovea.engine.graph.Value;
import java.util.Locale;
import java.util.stream.Collectors;

/** A plan in words: {@code conv2d(input, weights) + bias + block 1, relu -> block 0}. */
final class Description {
  private final Graph graph;
  private final MemoryPlan memory;

  private Description(Graph graph, MemoryPlan memory) {
    this.graph = graph;
    this.memory = memory;
  }

  /** One line per call. */
  static String of(Graph graph, MemoryPlan memory) {
    var description = new Description(graph, memory);
    return graph.calls().stream()
        .map(description::line)
        .collect(Collectors.joining(System.lineSeparator(), "", System.lineSeparator()));
  }

  private String line(Call call) {
    var inputs =
        call.inputs().stream().map(this::place).collect(Collectors.joining(", ", "(", ")"));
    var bias = call.bias() == null ? "" : " + bias";
    var addend = call.addend() == null ? "" : " + " + place(call.addend());
    var activation =
        switch (call.activation().kind()) {
          case IDENTITY -> "";
          default -> ", " + call.activation().kind().name().toLowerCase(Locale.ROOT);
        };
    return call.op().operation()
        + inputs
        + bias
        + addend
        + activation
        + " -> "
        + place(call.output())
        + (call.place() == null ? "" : " from channel " + call.place().start().size(-1))
        + " "
        + call.output();
  }

  private String place(Operand operand) {
    return switch (operand) {
      case Constant.Given _ -> "constant";
      case Constant _ -> "folded";
      case Value value when value == graph.input() -> "input";
      case Value value when memory.callers().contains(value) -> "output";
      case Value value -> "block " + memory.places().get(value);
    };
  }
}
