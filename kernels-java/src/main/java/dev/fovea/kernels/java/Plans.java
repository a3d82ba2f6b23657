package dev.fovea.kernels.java;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What was worked out for operations, which are equal where their records are: those asked for last
 * are kept.
 *
 * @param <O> records of operations
 * @param <P> what is worked out
 */
final class Plans<O, P> {
  /** More than a network has layers, few enough for a fuzzer's thousands of records. */
  private static final int MOST = 256;

  private final Function<O, P> planner;
  private final Map<O, P> plans =
      new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<O, P> eldest) {
          return size() > MOST;
        }
      };

  Plans(Function<O, P> planner) {
    this.planner = planner;
  }

  P of(O op) {
    return plans.computeIfAbsent(op, planner);
  }
}
