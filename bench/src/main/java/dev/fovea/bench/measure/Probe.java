package dev.fovea.bench.measure;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.Buffer;
import dev.fovea.bench.peers.Peer;
import dev.fovea.bench.peers.Peers;
import dev.fovea.bench.suites.Suite;
import dev.fovea.bench.work.InferenceCall;
import dev.fovea.bench.work.NetworkWork;
import dev.fovea.bench.work.Operand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A process that runs one contender's network alone, then prints the most memory that was resident
 * at any time (bytes), and of a plan the time of whole runs and of its kernels (nanoseconds).
 */
public final class Probe {
  private static final int CALLS = 3;
  private static final int ROUNDS = 11;

  /** How long a plan is warmed up before it is timed. */
  private static final long WARM_UP_NANOS = 3_000_000_000L;

  private final NetworkWork work;
  private final int threads;

  private Probe(NetworkWork work, int threads) {
    this.work = work;
    this.threads = threads;
  }

  /** Arguments: suite, row, threads, and a peer's name or none for Fovea. */
  public static void main(String[] arguments) throws IOException {
    var suite = Suite.find(arguments[0]).orElseThrow();
    var work = (NetworkWork) suite.cases().get(Integer.parseInt(arguments[1])).work();
    var probe = new Probe(work, Integer.parseInt(arguments[2]));
    if (arguments.length > 3) {
      probe.peer(Peers.find(arguments[3]).orElseThrow());
    } else {
      probe.fovea();
    }
    System.exit(0); // without what libraries do at their end
  }

  private void peer(Peer peer) throws IOException {
    peer.version();
    try (var inputs = new PassingInputs(work.inputs())) {
      var contender = peer.prepareUntried(work, inputs, threads);
      contender.begin();
      for (int i = 0; i < CALLS; i++) {
        contender.run();
      }
      System.out.println(peakBytes());
    }
  }

  private void fovea() throws IOException {
    try (var backend = Backends.open("java", BackendOptions.defaults().withThreads(threads))) {
      var inputs = work.inputs();
      var batch = List.of(allocate(inputs.get(0), backend), allocate(inputs.get(1), backend));
      work.prepare(backend, batch, List.of());
      var call = work.alone(backend, batch, allocate(work.outputs().getFirst(), backend));
      for (int i = 0; i < CALLS; i++) {
        call.run();
      }
      backend.synchronize();
      System.out.println(peakBytes());
      if (call instanceof InferenceCall plan) {
        time(backend, plan);
      }
    }
  }

  private static Buffer allocate(Operand operand, Backend backend) {
    return operand.allocate(backend, 1);
  }

  private static void time(Backend backend, InferenceCall plan) {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < WARM_UP_NANOS) {
      plan.run();
      plan.kernelNanos();
    }
    var whole = new double[ROUNDS];
    var kernels = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      plan.run();
      backend.synchronize();
      whole[round] = System.nanoTime() - start;
      kernels[round] = plan.kernelNanos();
    }
    System.out.println(Math.round(Samples.median(whole)));
    System.out.println(Math.round(Samples.median(kernels)));
  }

  /** The high-water mark of resident memory, as Linux keeps it. */
  private static long peakBytes() throws IOException {
    for (var line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException("/proc/self/status has no VmHWM");
  }
}
