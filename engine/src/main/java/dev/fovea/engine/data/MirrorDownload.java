package dev.fovea.engine.data;

import dev.fovea.backend.FoveaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Brings files into a folder, from the first mirror that has them right. A file appears under its
 * name only when it is complete and checked, so what is there needs no request; an interrupted
 * download starts that one file again.
 *
 * @param mirrors addresses that end in a slash, tried in this order
 * @param patience how long a mirror may be silent before it is given up
 * @param log told in a line what is being done
 */
public record MirrorDownload(List<URI> mirrors, Duration patience, Consumer<String> log) {
  private static final String PARTIAL = ".part";
  private static final Duration STALE = Duration.ofHours(1);

  /** Copies the list. */
  public MirrorDownload {
    mirrors = List.copyOf(mirrors);
  }

  /**
   * Fetches the files that aren't in the folder, which is made if need be.
   *
   * @throws FoveaException if no mirror delivers one of them, or the folder can't be written
   */
  public void fetch(List<RemoteFile> files, Path folder) {
    var missing =
        files.stream().filter(file -> !Files.isRegularFile(folder.resolve(file.name()))).toList();
    if (missing.isEmpty()) {
      return;
    }
    try (var client = client()) {
      Files.createDirectories(folder);
      removeStale(folder);
      for (var file : missing) {
        fetch(client, file, folder);
      }
    } catch (IOException | UncheckedIOException failure) {
      throw new FoveaException(
          "download: can't write the cache: folder=%s: %s".formatted(folder, failure), failure);
    }
  }

  private HttpClient client() {
    return HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NORMAL)
        .connectTimeout(patience)
        .build();
  }

  private void fetch(HttpClient client, RemoteFile file, Path folder) throws IOException {
    var reasons = new ArrayList<String>();
    for (var mirror : mirrors) {
      URI source = mirror.resolve(file.name());
      log.accept("downloading " + source);
      Path partial = Files.createTempFile(folder, file.name(), PARTIAL);
      try {
        HttpFile.get(client, source, partial, file.maxPackedBytes(), patience);
        file.verify(partial);
        Files.move(
            partial,
            folder.resolve(file.name()),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
        return;
      } catch (IOException failure) {
        reasons.add(source + ": " + HttpFile.reason(failure));
        log.accept("failed: " + reasons.getLast());
      } finally {
        Files.deleteIfExists(partial);
      }
    }
    throw new FoveaException(
        ("download: no mirror delivers %s (%s); check the network, or put the file into %s"
                + " yourself")
            .formatted(file.name(), String.join("; ", reasons), folder));
  }

  /** Removes what killed downloads left; younger ones may belong to another process. */
  private static void removeStale(Path folder) throws IOException {
    var limit = Instant.now().minus(STALE);
    try (var partials = Files.newDirectoryStream(folder, "*" + PARTIAL)) {
      for (var partial : partials) {
        if (Files.getLastModifiedTime(partial).toInstant().isBefore(limit)) {
          Files.deleteIfExists(partial);
        }
      }
    }
  }
}
