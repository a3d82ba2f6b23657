package dev.fovea.bench.peers.guests;

import dev.fovea.bench.guest.FloatFile;
import dev.fovea.bench.guest.GuestProcess;
import dev.fovea.bench.work.Contender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** A guest's turns, by the guest's own clock: the way through the pipes is not its fault. */
final class GuestContender implements Contender {
  private final GuestProcess guest;
  private final Path folder;
  private OptionalLong nanos = OptionalLong.empty();

  GuestContender(GuestProcess guest, Path folder, int threads) throws IOException {
    this.guest = guest;
    this.folder = folder;
    guest.ask("open " + threads + " " + folder);
    empty();
  }

  private void empty() throws IOException {
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void run() {
    nanos = OptionalLong.of(Long.parseLong(guest.ask("run")));
  }

  @Override
  public OptionalLong ownNanos() {
    return nanos;
  }

  @Override
  public void reset() {
    guest.ask("reset");
  }

  @Override
  public Optional<float[]> result() {
    var file = folder.resolve("result");
    guest.ask("result " + file);
    try {
      return Optional.of(FloatFile.read(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    guest.close();
    try {
      empty();
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
