package dev.fovea.bench.peers.guests;

import dev.fovea.bench.guest.GuestLoop;
import dev.fovea.bench.guest.GuestProcess;
import dev.fovea.bench.peers.Peer;
import dev.fovea.bench.work.Contender;
import dev.fovea.bench.work.NetworkWork;
import dev.fovea.bench.work.Work;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A peer whose library has a process and a class path of its own. */
abstract class GuestPeer implements Peer {
  /** The folder of the guests' modules; the launcher sets it. */
  private static final String GUESTS = "fovea.bench.guests";

  private final String id;
  private final String mainClass;

  GuestPeer(String id, String mainClass) {
    this.id = id;
    this.mainClass = mainClass;
  }

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final String version() {
    try (var guest = start(1)) {
      return guest.ask("version");
    }
  }

  @Override
  public final boolean takes(Work work) {
    return work instanceof NetworkWork network && takes(network);
  }

  abstract boolean takes(NetworkWork work);

  @Override
  public final boolean sharesProcess() {
    return false;
  }

  /** Flags of its JVM. */
  List<String> flags() {
    return List.of();
  }

  /** Writes what the guest reads. */
  abstract void write(Path folder, NetworkWork work, List<MemorySegment> inputs) throws IOException;

  @Override
  public final Contender prepare(Work work, List<MemorySegment> inputs, int threads) {
    try {
      var folder = Files.createTempDirectory("fovea-" + id);
      write(folder, (NetworkWork) work, inputs);
      return new GuestContender(start(threads), folder, threads);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private GuestProcess start(int threads) {
    var target = Path.of(System.getProperty(GUESTS, "guests"), id, "target");
    var classes = target.resolve("classes");
    if (!Files.isDirectory(classes)) {
      throw new IllegalStateException("its program was not built: there is no " + classes);
    }
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            String.join(
                File.pathSeparator,
                classes.toString(),
                target.resolve("lib").resolve("*").toString(),
                ownClasses()),
            mainClass));
    return GuestProcess.start(command, threads);
  }

  private static String ownClasses() {
    try {
      var source = GuestLoop.class.getProtectionDomain().getCodeSource();
      return Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
