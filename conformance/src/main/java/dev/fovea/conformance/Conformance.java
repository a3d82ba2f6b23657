package dev.fovea.conformance;

import dev.fovea.backend.Backend;
import dev.fovea.conformance.cases.Catalog;
import dev.fovea.conformance.cases.Family;
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
    var session = new Session(candidate, against, options.operation(), listener);
    if (options.forward()) {
      session.addForward();
    }
    if (options.gradients()) {
      session.addGradients();
    }
    if (options.identities()) {
      session.addIdentities(options.largestWork());
    }
    if (options.determinism()) {
      session.addSameBits(options.largestWork(), candidate);
    }
    session.addFuzz(options.fuzz(), options.seed());
    return session.run(listener, options.seed());
  }

  /**
   * Runs one case by the id that a report gave.
   *
   * @throws dev.fovea.backend.FoveaException if there is no such case
   */
  public static Report reproduce(Backend candidate, Backend against, String id, Listener listener) {
    var session = new Session(candidate, against, null, listener);
    session.add(id);
    return session.run(listener, 0);
  }

  /**
   * Runs the listed cases and the identities on two backends and compares bits: one opened with one
   * thread and one with many, say.
   */
  public static Report sameBits(Backend one, Backend other, Options options, Listener listener) {
    var session = new Session(one, other, options.operation(), listener);
    session.addSameBits(options.largestWork(), other);
    return session.run(listener, options.seed());
  }

  /** The SPI methods that have cases. */
  public static List<String> methods() {
    return Catalog.FAMILIES.stream().map(Family::method).toList();
  }
}
