package dev.fovea.kernels.cuda.calls;

import dev.fovea.kernels.cuda.runtime.Graph;
import dev.fovea.kernels.cuda.runtime.Stream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Calls that come again and again, such as those of a training step. A call that matches the one at
 * its place the last time is only noted; a run of such calls is launched as one graph. A call that
 * differs, say in its learning rate or its random state, is launched by itself, after what came
 * before it: so nothing is ever launched that was not called.
 */
final class Repetition implements AutoCloseable {
  private static final int SHORTEST_GRAPH = 3;
  private static final int MOST_GRAPHS = 64;

  private final Stream stream;
  private final List<KernelCall> calls = new ArrayList<>();
  private final Map<Range, Graph> graphs = new HashMap<>();
  private final Set<Range> seenOnce = new HashSet<>();
  private int begin;
  private int end;

  /** The calls {@code [begin, end)}. */
  private record Range(int begin, int end) {
    boolean contains(int call) {
      return call >= begin && call < end;
    }
  }

  Repetition(Stream stream) {
    this.stream = stream;
  }

  /** Starts from the first call. */
  void begin() {
    begin = 0;
    end = 0;
  }

  /** Notes a call that matches the last time's, launches any other. */
  void next(KernelCall call) {
    if (end < calls.size() && calls.get(end).matches(call)) {
      end++;
      return;
    }
    flush();
    call.launch(stream);
    replace(end, call);
    end++;
    begin = end;
  }

  private void replace(int place, KernelCall call) {
    if (place == calls.size()) {
      calls.add(call);
      return;
    }
    calls.set(place, call);
    seenOnce.removeIf(range -> range.contains(place));
    graphs
        .entrySet()
        .removeIf(
            entry -> {
              boolean stale = entry.getKey().contains(place);
              if (stale) {
                entry.getValue().close();
              }
              return stale;
            });
  }

  /** Launches the calls that are noted. */
  void flush() {
    var range = new Range(begin, end);
    begin = end;
    if (graphs.containsKey(range)) {
      graphs.get(range).launch(stream);
    } else if (range.end - range.begin < SHORTEST_GRAPH || seenOnce.add(range)) {
      launchAll(range);
    } else {
      capture(range).launch(stream);
    }
  }

  private void launchAll(Range range) {
    calls.subList(range.begin, range.end).forEach(call -> call.launch(stream));
  }

  private Graph capture(Range range) {
    if (graphs.size() == MOST_GRAPHS) {
      close();
    }
    var graph = Graph.capture(stream, () -> launchAll(range));
    graphs.put(range, graph);
    return graph;
  }

  int graphs() {
    return graphs.size();
  }

  /** Frees the graphs. */
  @Override
  public void close() {
    graphs.values().forEach(Graph::close);
    graphs.clear();
  }
}
