package dev.fovea.conformance;

import dev.fovea.backend.Backend;
import dev.fovea.backend.DataType;
import dev.fovea.backend.FoveaException;
import dev.fovea.backend.Precision;
import dev.fovea.conformance.cases.Case;
import dev.fovea.conformance.cases.CaseId;
import dev.fovea.conformance.cases.Catalog;
import dev.fovea.conformance.cases.Family;
import dev.fovea.conformance.cases.Gradient;
import dev.fovea.conformance.cases.Identities;
import dev.fovea.conformance.cases.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** One run: the checks to do, in order, and what they found. */
final class Session {
  static final String IDENTITY = "identity:";
  static final String GRADIENT = ":gradient";
  static final String BITS = ":bits";

  /** Sizes that a failing random case is drawn again with, in the hope that it still fails. */
  private static final int[] SMALLER = {1, 2, 3, 4, 6, 8, 12, 17, 24, 33};

  private final Backend candidate;
  private final Backend against;
  private final String operation;
  private final Ledger ledger;
  private final List<Runnable> tasks = new ArrayList<>();

  /** A run of nothing yet, restricted to one operation or SPI method if that is not null. */
  Session(Backend candidate, Backend against, String operation, Listener listener) {
    this.candidate = candidate;
    this.against = against;
    this.operation = operation;
    var command = "./fovea check --backend " + candidate.name();
    if (candidate.precision() != Precision.FLOAT32) {
      command += " --precision " + candidate.precision().id();
    }
    if (!against.name().equals("reference")) {
      command += " --against " + against.name();
    }
    ledger = new Ledger(command + " --case ", listener);
  }

  private boolean selected(String... names) {
    return operation == null || List.of(names).contains(operation);
  }

  private List<CaseId> listed() {
    return Catalog.FAMILIES.stream()
        .flatMap(family -> family.ids().stream().filter(id -> selected(family, id)))
        .toList();
  }

  private boolean selected(Family<?> family, CaseId id) {
    return selected(family.method()) || selected(family.operation(id));
  }

  void addForward() {
    listed().forEach(id -> tasks.add(() -> forward(id)));
  }

  void addGradients() {
    for (var family : Catalog.FAMILIES) {
      for (var id : family.ids()) {
        var made = family.make(id);
        boolean wanted =
            made.gradients().stream()
                .anyMatch(
                    gradient -> selected(family.method(), made.operation(), gradient.operation()));
        if (wanted && GradientCheck.isSmall(made)) {
          tasks.add(() -> gradients(id));
        }
      }
    }
  }

  void addIdentities(long largestWork) {
    identities(largestWork).forEach(identity -> tasks.add(() -> identity(identity)));
  }

  private List<Identity> identities(long largestWork) {
    return Identities.ALL.stream()
        .filter(identity -> selected(identity.operation()))
        .filter(identity -> identity.work() <= largestWork)
        .toList();
  }

  /** Every listed case and every identity, on both backends. */
  void addSameBits(long largestWork, Backend other) {
    listed().forEach(id -> tasks.add(() -> sameBits(id, other)));
    identities(largestWork).forEach(identity -> tasks.add(() -> sameBits(identity, other)));
  }

  void addFuzz(int count, long seed) {
    var families =
        Catalog.FAMILIES.stream()
            .filter(family -> family.ids().stream().anyMatch(id -> selected(family, id)))
            .<Family<?>>map(Function.identity())
            .toList();
    if (!families.isEmpty()) {
      Catalog.random(families, seed, count).forEach(id -> tasks.add(() -> fuzz(id)));
    }
  }

  /** The one case of an id that a report gave. */
  void add(String id) {
    if (id.startsWith(IDENTITY)) {
      boolean bits = id.endsWith(BITS);
      var name = id.substring(IDENTITY.length(), id.length() - (bits ? BITS.length() : 0));
      var identity = Identities.named(name);
      tasks.add(() -> run(identity, bits));
    } else if (id.endsWith(GRADIENT)) {
      var parsed = existing(id.substring(0, id.length() - GRADIENT.length()));
      tasks.add(() -> gradients(parsed));
    } else if (id.endsWith(BITS)) {
      var parsed = existing(id.substring(0, id.length() - BITS.length()));
      tasks.add(() -> sameBits(parsed, candidate));
    } else {
      var parsed = existing(id);
      tasks.add(() -> forward(parsed));
    }
  }

  private static CaseId existing(String text) {
    var id = CaseId.parse(text);
    int count = Catalog.family(id.method()).geometries().size();
    if (id.isListed() && id.index() >= count) {
      throw new FoveaException(
          "check: no such case: case=%s; %s has %d".formatted(text, id.method(), count));
    }
    return id;
  }

  private void run(Identity identity, boolean bits) {
    if (bits) {
      sameBits(identity, candidate);
    } else {
      identity(identity);
    }
  }

  Report run(Listener listener, long seed) {
    if (tasks.isEmpty() && operation != null) {
      throw new FoveaException(
          "check: no case for operation="
              + operation
              + "; write an SPI method or a name from the table, such as conv2d or maxPool2d");
    }
    listener.started(tasks.size());
    long start = System.nanoTime();
    tasks.forEach(Runnable::run);
    return new Report(
        candidate.name(),
        against.name(),
        candidate.precision(),
        candidate.threads(),
        seed,
        (System.nanoTime() - start) / 1e9,
        ledger.rows());
  }

  private void forward(CaseId id) {
    var family = Catalog.family(id.method());
    var made = family.make(id);
    ledger.add(forward(made).outcome(id.toString(), made.operation(), Check.FORWARD, describe(id)));
  }

  private Verdict forward(Case made) {
    return new ForwardCheck(candidate, against).run(made);
  }

  private void fuzz(CaseId id) {
    var family = Catalog.family(id.method());
    var made = family.make(id);
    if (!selected(family.method(), made.operation())) {
      return;
    }
    var verdict = forward(made);
    var shown = id;
    for (int i = 0; verdict.failed() && i < SMALLER.length && shown.equals(id); i++) {
      var smaller = id.withSize(SMALLER[i]);
      var again = forward(family.make(smaller));
      if (again.failed()) {
        shown = smaller;
        verdict = again;
        made = family.make(smaller);
      }
    }
    ledger.add(verdict.outcome(shown.toString(), made.operation(), Check.FUZZ, describe(shown)));
  }

  private void gradients(CaseId id) {
    var family = Catalog.family(id.method());
    var made = family.make(id);
    var check = new GradientCheck(candidate, against);
    for (Gradient gradient : made.gradients()) {
      var verdict =
          made.record() == null || against.supports(made.record(), DataType.FLOAT64)
              ? check.run(made, gradient, id.index())
              : Verdict.skipped("no float64 on " + against.name() + ": compare with reference");
      ledger.add(
          verdict.outcome(id + GRADIENT, gradient.operation(), Check.GRADIENT, describe(id)));
    }
  }

  private void identity(Identity identity) {
    ledger.add(
        IdentityCheck.run(identity, candidate)
            .outcome(
                IDENTITY + identity.name(),
                identity.operation(),
                Check.IDENTITY,
                identity.record().toString()));
  }

  private void sameBits(CaseId id, Backend other) {
    var made = Catalog.family(id.method()).make(id);
    ledger.add(
        new ForwardCheck(candidate, other)
            .sameBits(made)
            .outcome(id + BITS, made.operation(), Check.DETERMINISM, describe(id)));
  }

  private void sameBits(Identity identity, Backend other) {
    ledger.add(
        IdentityCheck.sameBits(identity, candidate, other)
            .outcome(
                IDENTITY + identity.name() + BITS,
                identity.operation(),
                Check.DETERMINISM,
                identity.record().toString()));
  }

  private static String describe(CaseId id) {
    return Catalog.family(id.method()).geometry(id);
  }
}
