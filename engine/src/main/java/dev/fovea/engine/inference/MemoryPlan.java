package dev.fovea.engine.inference;

import dev.fovea.backend.DataType;
import dev.fovea.engine.graph.Call;
import dev.fovea.engine.graph.Graph;
import dev.fovea.engine.graph.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the values of a graph lie: values whose lifetimes don't overlap share a block. The largest
 * value chooses first, and takes the smallest block that is free for its whole life ("greedy by
 * size" with shared objects; Pisarchyk and Lee, "Efficient memory management for deep neural net
 * inference", arXiv:2001.03288). The graph's input and output lie with the caller.
 *
 * @param blocks the blocks, which together are the arena
 * @param places the block of each value, by its number
 * @param callers values that lie in the caller's output: the result, and what becomes it in place
 * @param activationBytes what all values would take, each on its own
 * @param liveBytes the most that is alive at once: no plan needs less
 */
record MemoryPlan(
    List<Block> blocks,
    Map<Value, Integer> places,
    List<Value> callers,
    long activationBytes,
    long liveBytes) {

  /** Memory for one value at a time. */
  record Block(DataType type, long length) {
    long bytes() {
      return length * type.bytes();
    }
  }

  /** Bytes of all blocks. */
  long arenaBytes() {
    return blocks.stream().mapToLong(Block::bytes).sum();
  }

  /** Plans the values that the calls write. */
  static MemoryPlan of(Graph graph) {
    var lives = lives(graph);
    long activationBytes = lives.values().stream().mapToLong(Life::bytes).sum();
    mergeInPlace(graph, lives);
    var output = lives.get(graph.output());
    var distinct = lives.values().stream().distinct().filter(life -> life != output).toList();
    var blocks = new ArrayList<Block>();
    var tenants = new ArrayList<List<Life>>();
    var places = new HashMap<Value, Integer>();
    distinct.stream()
        .sorted(Comparator.comparingLong(Life::bytes).reversed())
        .forEach(
            life -> {
              int block = smallestFree(life, blocks, tenants);
              if (block < 0) {
                block = blocks.size();
                blocks.add(new Block(life.type(), life.length()));
                tenants.add(new ArrayList<>());
              }
              tenants.get(block).add(life);
              for (var value : life.values) {
                places.put(value, block);
              }
            });
    return new MemoryPlan(
        List.copyOf(blocks),
        Map.copyOf(places),
        List.copyOf(output.values),
        activationBytes,
        mostAlive(graph.calls().size(), distinct));
  }

  /** From the first call that writes a value to the last that reads it, both included. */
  private static final class Life {
    private final List<Value> values = new ArrayList<>();
    private final int first;
    private int last;

    Life(Value value, int first) {
      values.add(value);
      this.first = first;
      this.last = first;
    }

    DataType type() {
      return values.getFirst().type();
    }

    long length() {
      return values.getFirst().length();
    }

    long bytes() {
      return values.getFirst().byteSize();
    }

    boolean overlaps(Life other) {
      return first <= other.last && other.first <= last;
    }
  }

  private static Map<Value, Life> lives(Graph graph) {
    var lives = new LinkedHashMap<Value, Life>();
    for (int i = 0; i < graph.calls().size(); i++) {
      int now = i;
      var call = graph.calls().get(i);
      for (var operand : call.operands()) {
        if (operand instanceof Value value && lives.get(value) instanceof Life life) {
          life.last = now;
        }
      }
      for (var value : call.outputs()) {
        lives.computeIfAbsent(value, _ -> new Life(value, now)).last = now;
      }
    }
    lives.get(graph.output()).last = graph.calls().size();
    return lives;
  }

  /** A result may lie where an input lay that dies with the call. */
  private static void mergeInPlace(Graph graph, Map<Value, Life> lives) {
    for (int i = 0; i < graph.calls().size(); i++) {
      var call = graph.calls().get(i);
      var result = lives.get(call.output());
      var dying = result.first == i ? dyingInput(call, i, lives, result) : null;
      if (dying != null) {
        dying.values.addAll(result.values);
        dying.last = result.last;
        result.values.forEach(value -> lives.put(value, dying));
      }
    }
  }

  private static Life dyingInput(Call call, int now, Map<Value, Life> lives, Life result) {
    for (int i = 0; i < call.inputs().size(); i++) {
      if (call.mayOverwrite(i)
          && call.inputs().get(i) instanceof Value value
          && lives.get(value) instanceof Life life
          && life != result
          && life.last == now
          && life.length() == result.length()
          && life.type() == result.type()) {
        return life;
      }
    }
    return null;
  }

  private static int smallestFree(Life life, List<Block> blocks, List<List<Life>> tenants) {
    int best = -1;
    for (int i = 0; i < blocks.size(); i++) { // largest first: the last that is free is smallest
      if (blocks.get(i).type() == life.type()
          && tenants.get(i).stream().noneMatch(life::overlaps)) {
        best = i;
      }
    }
    return best;
  }

  private static long mostAlive(int calls, List<Life> lives) {
    long most = 0;
    for (int i = 0; i < calls; i++) {
      int now = i;
      most =
          Math.max(
              most,
              lives.stream()
                  .filter(life -> life.first <= now && now <= life.last)
                  .mapToLong(Life::bytes)
                  .sum());
    }
    return most;
  }
}
