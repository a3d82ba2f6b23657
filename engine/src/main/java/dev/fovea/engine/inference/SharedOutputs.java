package dev.fovea.engine.inference;

import dev.fovea.backend.op.Concat;
import dev.fovea.engine.graph.Call;
import dev.fovea.engine.graph.Graph;
import dev.fovea.engine.graph.Operand;
import dev.fovea.engine.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Lets convolutions write where their results would be concatenated: each to its channels. A
 * concatenation goes if it joins channels, and each input is the result of a convolution that can
 * do so and is read by nobody else.
 */
final class SharedOutputs {
  private final Graph graph;
  private final Predicate<Call> canShare;
  private final Uses uses;
  private final Map<Value, Integer> producers = new HashMap<>();
  private final List<Call> calls = new ArrayList<>();

  private SharedOutputs(Graph graph, Predicate<Call> canShare) {
    this.graph = graph;
    this.canShare = canShare;
    this.uses = new Uses(graph);
  }

  /**
   * The same function without such concatenations.
   *
   * @param canShare whether a convolution of constant filters can write to a part of an output
   */
  static Graph of(Graph graph, Predicate<Call> canShare) {
    return new SharedOutputs(graph, canShare).run();
  }

  private Graph run() {
    for (var call : graph.calls()) {
      if (call.op() instanceof Concat concat && isSpared(concat, call)) {
        for (int i = 0; i < call.inputs().size(); i++) {
          int producer = producer(call.inputs().get(i));
          calls.set(producer, calls.get(producer).withPlace(concat.part(i), call.output()));
        }
      } else {
        producers.put(call.output(), calls.size());
        calls.add(call);
      }
    }
    return graph.with(calls);
  }

  private boolean isSpared(Concat concat, Call call) {
    return concat.axis() == concat.output().rank() - 1
        && uses.isWrittenOnce(call.output())
        && call.inputs().stream().allMatch(input -> producer(input) >= 0);
  }

  /** Where the convolution stands whose result this is and may go elsewhere, or -1. */
  private int producer(Operand operand) {
    if (!(operand instanceof Value value) || uses.reads(value) != 1 || !uses.isWrittenOnce(value)) {
      return -1;
    }
    int position = producers.getOrDefault(value, -1);
    return position >= 0 && mayShare(calls.get(position)) ? position : -1;
  }

  private boolean mayShare(Call call) {
    return call.hasConstantFilters() && call.addend() == null && canShare.test(call);
  }
}
