package dev.fovea.conformance;

import dev.fovea.backend.Backend;
import java.util.List;

/** Runs the case list on a backend. */
public final class Conformance {
  private Conformance() {}

  /**
   * Runs what the options ask for. Both backends stay open; a candidate of one's own need not be a
   * service, but {@link dev.fovea.backend.Backends#checked} should wrap it.
   *
   * @param candidate what is checked
   * @param against what it is compared with, as a rule the reference backend
   */
  public static Report run(Backend candidate, Backend against, Options options, Listener listener) {
    return new Report(
        candidate.name(), against.name(), candidate.threads(), options.seed(), 0, List.of());
  }

  /**
   * Runs one case by the id that a report gave.
   *
   * @throws dev.fovea.backend.FoveaException if there is no such case
   */
  public static Report reproduce(Backend candidate, Backend against, String id, Listener listener) {
    return run(candidate, against, Options.none(), listener);
  }

  /**
   * Runs the listed cases on two backends and compares bits: a backend opened with one thread and
   * with many, say.
   */
  public static Report sameBits(Backend one, Backend other, Options options, Listener listener) {
    return run(one, other, options, listener);
  }
}
