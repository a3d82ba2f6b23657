package dev.fovea.engine.data;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Copies what an address delivers to a file, and notices when nothing comes any more. */
final class HttpFile {
  private static final int OK = 200;

  private final OutputStream out;
  private final long maxBytes;
  private long bytes;
  private volatile long lastProgress = System.nanoTime();

  private HttpFile(OutputStream out, long maxBytes) {
    this.out = out;
    this.maxBytes = maxBytes;
  }

  /**
   * Copies a body.
   *
   * @param maxBytes a longer one fails
   * @param patience longest time without a byte
   * @throws IOException if the answer isn't 200, the connection breaks, or nothing comes
   */
  static void get(HttpClient client, URI source, Path target, long maxBytes, Duration patience)
      throws IOException {
    try (var out = Files.newOutputStream(target)) {
      var file = new HttpFile(out, maxBytes);
      var request = HttpRequest.newBuilder(source).build();
      var response =
          client.sendAsync(
              request,
              answer ->
                  answer.statusCode() == OK
                      ? BodySubscribers.ofByteArrayConsumer(file::write)
                      : BodySubscribers.discarding());
      file.await(response, patience);
    }
  }

  /** The innermost message of a failure, or its kind where it has none. */
  static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private void write(Optional<byte[]> chunk) {
    lastProgress = System.nanoTime();
    byte[] values = chunk.orElse(new byte[0]);
    bytes += values.length;
    try {
      if (bytes > maxBytes) {
        throw new IOException("more than " + maxBytes + " bytes");
      }
      out.write(values);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Waits for the end of the body as long as bytes come. */
  private void await(CompletableFuture<HttpResponse<Void>> response, Duration patience)
      throws IOException {
    while (true) {
      long left = lastProgress + patience.toNanos() - System.nanoTime();
      if (left <= 0) {
        response.cancel(true); // ends the exchange and its connection
        throw new IOException("no answer for " + patience.toMillis() + " ms");
      }
      try {
        int status = response.get(left, TimeUnit.NANOSECONDS).statusCode();
        if (status != OK) {
          throw new IOException("HTTP status " + status);
        }
        return;
      } catch (TimeoutException _) {
        // Bytes may have come meanwhile: look again.
      } catch (ExecutionException | CompletionException failure) {
        throw new IOException(reason(failure), failure);
      } catch (InterruptedException _) {
        response.cancel(true);
        Thread.currentThread().interrupt();
        throw new IOException("interrupted");
      }
    }
  }
}
