package dev.fovea.bench;

import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Precision;
import dev.fovea.bench.measure.Target;
import dev.fovea.bench.peers.Peer;
import dev.fovea.bench.peers.Peers;
import dev.fovea.bench.suites.Suite;
import dev.fovea.cli.Terminal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Options of {@code fovea bench}. */
@Command(
    name = "fovea bench",
    header = "Measures Fovea's kernels beside other libraries and the machine's limits.",
    description =
        "Prints for each row Fovea's time, its share of the machine's limit, and the ratio to each"
            + " peer: the peer's time over Fovea's, so above 1 Fovea is faster.",
    abbreviateSynopsis = true,
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footer = {
      "",
      "Suites of operations: gemm, conv, depthwise, pool, norm, elementwise, softmax.",
      "Suites of networks: lenet, vgg, resnet, squeezenet. All of both: all.",
      "Peers of operations: openblas, mkl, onednn.",
      "Peers of networks: libtorch, onnxruntime, deeplearning4j. Fovea alone: none.",
      "Peers on a GPU: cublas, cudnn, where their libraries are on the library path."
    })
final class BenchCommand implements Callable<Integer> {
  static final String DEBUG = "--debug";
  private static final String ALL = "all";
  private static final String NONE = "none";

  private final Terminal terminal;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SUITE", description = "What to measure.")
  private String suite;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = "java",
      description = {
        "Fovea's backend (${DEFAULT-VALUE}). One with a device of its own, such as cuda, is held",
        "against a copy on that device, and stands beside the peers that run there."
      })
  private String backend;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description = "How products are computed, the peers' too: float32, tf32, bfloat16 (float32).")
  private String precision;

  @Option(
      names = "--peers",
      paramLabel = "LIST",
      split = ",",
      description = "Only these peers, with commas between them; none measures Fovea alone.")
  private List<String> peers;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of each contender (all processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--quick", description = "At most a minute a suite: fewer and shorter rounds.")
  private boolean quick;

  @Option(
      names = "--case",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Only rows whose name has all words of TEXT.")
  private String filter;

  @Option(
      names = "--forks",
      paramLabel = "N",
      description = "JVMs that each row is measured in (3).")
  private Integer forks;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write every sample there, a JSON object to a line.")
  private Path json;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Write a page with plots there: index.html.")
  private Path report;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  @Option(names = DEBUG, description = "Print the stack trace of a failure.")
  @SuppressWarnings("unused") // read from the arguments: they may not parse
  private boolean debug;

  BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    requirePositive("--threads", threads);
    if (forks != null) {
      requirePositive("--forks", forks);
    }
    var target = new Target(backend);
    var request =
        new Request(
            target,
            chosenPrecision(),
            chosenSuites(),
            chosenPeers(target),
            threads,
            quick,
            forks,
            filter,
            json,
            report);
    return new BenchRun(terminal, request).run();
  }

  private List<Suite> chosenSuites() {
    if (suite.equals(ALL)) {
      return List.of(Suite.values());
    }
    return List.of(
        Suite.find(suite)
            .orElseThrow(
                () ->
                    wrong(
                        "unknown suite: %s; there are: %s, %s",
                        suite,
                        Arrays.stream(Suite.values())
                            .map(Suite::id)
                            .collect(Collectors.joining(", ")),
                        ALL)));
  }

  private Precision chosenPrecision() {
    return precision == null
        ? BackendOptions.defaults().precision()
        : Precision.find(precision)
            .orElseThrow(
                () -> wrong("unknown precision: %s; there are: %s", precision, Precision.ids()));
  }

  private List<Peer> chosenPeers(Target target) {
    if (peers == null) {
      return Peers.all().stream().filter(peer -> peer.onDevice() == target.isDevice()).toList();
    }
    if (peers.equals(List.of(NONE))) {
      return List.of();
    }
    var chosen = new ArrayList<Peer>();
    for (var name : peers) {
      chosen.add(
          Peers.find(name)
              .orElseThrow(
                  () ->
                      wrong(
                          "unknown peer: %s; there are: %s, %s",
                          name,
                          Peers.all().stream().map(Peer::id).collect(Collectors.joining(", ")),
                          NONE)));
    }
    return chosen.stream().distinct().toList();
  }

  private void requirePositive(String option, int value) {
    if (value < 1) {
      throw wrong("%s must be at least 1: %d", option, value);
    }
  }

  private ParameterException wrong(String format, Object... values) {
    return new ParameterException(spec.commandLine(), format.formatted(values));
  }
}
