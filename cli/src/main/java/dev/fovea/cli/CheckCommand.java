package dev.fovea.cli;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.Precision;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Options of {@code fovea check}. */
@Command(
    name = "check",
    header = "Holds a backend's operations against the reference backend.",
    description =
        "Prints cases and worst error over its bound per operation, and for a failure a command"
            + " that runs that case alone. Exit status 1 if a case fails.",
    abbreviateSynopsis = true,
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class CheckCommand implements Callable<Integer> {
  @ParentCommand private Fovea fovea;

  @Option(names = "--backend", paramLabel = "NAME", description = "What to check (the best).")
  private String backend;

  @Option(
      names = "--against",
      paramLabel = "NAME",
      defaultValue = "reference",
      description = "What to compare with (${DEFAULT-VALUE}).")
  private String against;

  @Option(names = "--grad", description = "Also hold gradients against central differences.")
  private boolean gradients;

  @Option(
      names = "--fuzz",
      paramLabel = "N",
      defaultValue = "0",
      description = "Also run N random geometries.")
  private int fuzz;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "What random geometries are drawn from (${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--operation", paramLabel = "NAME", description = "Only this operation.")
  private String operation;

  @Option(
      names = "--case",
      paramLabel = "ID",
      description = "Only this case, as a report names it.")
  private String caseId;

  @Option(names = "--threads", paramLabel = "N", description = "Threads (all processors).")
  private Integer threads;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description = {
        "How it may compute sums of products, each with bounds of its own:",
        "float32, strict_float32 (not by Winograd's algorithm), tf32 or bfloat16 (float32)."
      })
  private String precision;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the report there, too.")
  private Path json;

  @Override
  public Integer call() {
    return new CheckRun(
            fovea.terminal(),
            backend,
            against,
            gradients,
            fuzz,
            seed,
            operation,
            caseId,
            threads,
            precision == null ? null : named(precision),
            json)
        .run();
  }

  private static Precision named(String id) {
    return Precision.find(id)
        .orElseThrow(
            () ->
                new FoveaException(
                    "--precision: no such precision: %s; there are: %s"
                        .formatted(id, Precision.ids())));
  }
}
