package dev.fovea.engine.graph;

import java.util.List;

/**
 * One forward pass: calls in an order in which they can run.
 *
 * @param input what the pass reads
 * @param calls the operations
 * @param output what the pass gives
 */
public record Graph(Value input, List<Call> calls, Value output) {
  /** Copies the list. */
  public Graph {
    calls = List.copyOf(calls);
  }

  /** The same pass by other calls. */
  public Graph with(List<Call> otherCalls) {
    return new Graph(input, otherCalls, output);
  }
}
