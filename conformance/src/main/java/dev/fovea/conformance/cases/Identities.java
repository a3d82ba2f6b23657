package dev.fovea.conformance.cases;

import dev.fovea.backend.FoveaException;
import java.util.List;
import java.util.stream.Stream;

/** Every identity. */
public final class Identities {
  /** All of them, in the order of the SPI. */
  public static final List<Identity> ALL =
      Stream.of(ContractionIdentities.all(), ImageIdentities.all(), RowIdentities.all())
          .flatMap(List::stream)
          .toList();

  private Identities() {}

  /**
   * An identity by its name.
   *
   * @throws FoveaException if there is none
   */
  public static Identity named(String name) {
    return ALL.stream()
        .filter(identity -> identity.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new FoveaException("check: no such identity: identity=" + name));
  }
}
