package dev.fovea.kernels.cuda.calls;

import dev.fovea.backend.op.Operation;
import dev.fovea.kernels.cuda.runtime.Stream;
import java.util.LinkedHashMap;

/**
 * Sends calls to a stream in their order: one by one, or, inside a repetition, those that match the
 * last time's as one graph.
 */
public final class CallQueue implements AutoCloseable {
  private static final int REPETITIONS = 16;

  private final Stream stream;
  private final boolean synchronous;
  private final LinkedHashMap<Object, Repetition> repetitions =
      new LinkedHashMap<>(16, 0.75f, true);
  private Repetition current;

  /**
   * A queue before a stream.
   *
   * @param synchronous whether to wait for each call, so that its error is reported with its name
   */
  public CallQueue(Stream stream, boolean synchronous) {
    this.stream = stream;
    this.synchronous = synchronous;
  }

  /** Sends one call, or notes it until {@link #flush()}. */
  public void send(String name, Operation op, Object values, long[] addresses, Launcher launcher) {
    var call = new KernelCall(name, op, values, addresses, launcher);
    if (synchronous) {
      call.run(stream);
    } else if (current != null) {
      current.next(call);
    } else {
      call.launch(stream);
    }
  }

  /** Sends what has been noted, so that whatever comes next on the stream comes after it. */
  public void flush() {
    if (current != null) {
      current.flush();
    }
  }

  /** Runs calls that are expected to be those of the last time with an equal key. */
  public void repeat(Object key, Runnable calls) {
    if (current != null) { // part of a larger repetition
      calls.run();
      return;
    }
    current = repetitions.computeIfAbsent(key, absent -> new Repetition(stream));
    current.begin();
    try {
      calls.run();
    } finally {
      try {
        current.flush();
      } finally {
        current = null;
        forgetEldest();
      }
    }
  }

  private void forgetEldest() {
    if (repetitions.size() > REPETITIONS) {
      var eldest = repetitions.pollFirstEntry();
      eldest.getValue().close();
    }
  }

  /** How many graphs are kept now. */
  public int graphs() {
    return repetitions.values().stream().mapToInt(Repetition::graphs).sum();
  }

  /** Frees all graphs. */
  @Override
  public void close() {
    repetitions.values().forEach(Repetition::close);
    repetitions.clear();
  }
}
