package dev.fovea.engine.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fovea.backend.FoveaException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MirrorDownloadTest {
  private static final Duration PATIENCE = Duration.ofMillis(1500);
  private static final byte[] CONTENT = IdxFiles.images(5);

  @TempDir private Path parent;
  private Path folder;
  private final RemoteFile file = remote("images.gz", CONTENT);
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<String> log = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    folder = parent.resolve("cache").resolve("mnist");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    byte[] packed = IdxFiles.gzip(CONTENT);
    serve("good", exchange -> answer(exchange, packed));
    serve("other", exchange -> answer(exchange, IdxFiles.gzip(IdxFiles.images(4))));
    serve(
        "page",
        exchange ->
            answer(exchange, "<html>sign in first</html>".getBytes(StandardCharsets.UTF_8)));
    serve("missing", exchange -> exchange.sendResponseHeaders(404, -1));
    serve("endless", exchange -> answer(exchange, new byte[1 << 20]));
    serve("short", exchange -> answer(exchange, Arrays.copyOf(packed, packed.length / 2)));
    serve("broken", exchange -> begin(exchange, packed).close());
    serve(
        "stalled",
        exchange -> {
          begin(exchange, packed).getResponseBody().flush();
          hold();
        });
    serve("silent", _ -> hold());
    serve(
        "moved",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/good/" + file.name());
          exchange.sendResponseHeaders(302, -1);
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    end.countDown();
    server.stop(0);
    threads.shutdown();
  }

  @Test
  void aGoodMirrorDelivers() throws IOException {
    fetch("good");
    assertArrayEquals(IdxFiles.gzip(CONTENT), Files.readAllBytes(folder.resolve(file.name())));
    assertOnlyTheFile();
    assertTrue(log.getFirst().startsWith("downloading http://"), log::toString);
  }

  @Test
  void redirectionsAreFollowed() throws IOException {
    fetch("moved");
    assertOnlyTheFile();
  }

  @Test
  void whatIsThereNeedsNoRequest() {
    fetch("good");
    fetch("good", "missing");
    assertEquals(List.of("/good/images.gz"), requests);
  }

  @Test
  void onlyWhatIsMissingIsFetched() throws IOException {
    fetch("good");
    var second = remote("again.gz", CONTENT);
    download("good").fetch(List.of(file, second), folder);
    assertEquals(List.of("/good/images.gz", "/good/again.gz"), requests);
  }

  @Test
  void theNextMirrorIsTriedAfterEveryKindOfFailure() throws IOException {
    for (var bad :
        List.of("other", "page", "missing", "endless", "short", "broken", "stalled", "silent")) {
      requests.clear();
      fetch(bad, "good");
      assertOnlyTheFile();
      assertEquals(
          List.of("/" + bad + "/images.gz", "/good/images.gz"),
          requests.stream().distinct().toList(), // the client asks twice if a connection breaks
          bad);
      Files.delete(folder.resolve(file.name()));
    }
  }

  @Test
  void unreachableMirrorsArePassedOver() throws IOException {
    var download = new MirrorDownload(List.of(closedPort(), mirror("good")), PATIENCE, log::add);
    download.fetch(List.of(file), folder);
    assertOnlyTheFile();
  }

  @Test
  void theMessageTellsWhatEachMirrorDid() throws IOException {
    assertFails("wrong content, SHA-256 is ", "other");
    assertFails("Not in GZIP format", "page");
    assertFails("HTTP status 404", "missing");
    assertFails("more than 1085 bytes", "endless");
    assertFails("Unexpected end of ZLIB input stream", "short");
    assertFails("no answer for 1500 ms", "stalled");
    assertFails("no answer for 1500 ms", "silent");
    String message = assertFails("/missing/images.gz: HTTP status 404; ", "missing", "other");
    assertTrue(message.contains("put the file into " + folder + " yourself"), message);
    try (var left = Files.list(folder)) {
      assertEquals(0, left.count(), "nothing half-written");
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Files.writeString(parent.resolve("cache"), "a file");
    assertFails("can't write the cache: folder=" + folder, "good");
  }

  @Test
  void leftoversOfKilledDownloadsGo() throws IOException {
    Files.createDirectories(folder);
    Path old = Files.writeString(folder.resolve("images.gz1.part"), "half");
    Path young = Files.writeString(folder.resolve("images.gz2.part"), "half");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    fetch("good");
    assertTrue(Files.notExists(old));
    assertTrue(Files.exists(young), "another process may be writing it");
  }

  @Test
  void mnistIsDownloadedAndOpened() {
    Path source = parent.resolve("source");
    assertTrue(source.toFile().mkdir());
    IdxFiles.writeAll(source, false);
    server.createContext(
        "/mnist/",
        exchange -> {
          String name = Path.of(exchange.getRequestURI().getPath()).getFileName().toString();
          byte[] content = Files.readAllBytes(source.resolve(name.replace(".gz", "")));
          answer(exchange, IdxFiles.gzip(content));
        });
    var files =
        Mnist.names().stream().map(name -> remote(name + ".gz", read(source, name))).toList();
    var mirrors = List.of(mirror("missing"), mirror("mnist"));
    var mnist = MnistDownload.open(folder, mirrors, files, PATIENCE, log::add);
    assertEquals(5, mnist.train().size());
    assertEquals(2, mnist.test().size());
  }

  @Test
  void thePublishedNamesAreThoseThatAreRead() {
    var packed = Mnist.names().stream().map(name -> name + ".gz").toList();
    assertEquals(packed, MnistDownload.FILES.stream().map(RemoteFile::name).toList());
    for (var mirror : MnistDownload.MIRRORS) {
      assertTrue(mirror.resolve("x").toString().endsWith("/mnist/x"), mirror::toString);
    }
  }

  @Test
  void theCacheFollowsTheBaseDirectorySpecification() {
    assertEquals(Path.of("/c/fovea/mnist"), MnistDownload.folder("/c", "/home/me"));
    Path usual = Path.of("/home/me/.cache/fovea/mnist");
    assertEquals(usual, MnistDownload.folder(null, "/home/me"));
    assertEquals(usual, MnistDownload.folder("", "/home/me"));
    assertEquals(usual, MnistDownload.folder("relative", "/home/me"));
  }

  private MirrorDownload download(String... mirrors) {
    return new MirrorDownload(Stream.of(mirrors).map(this::mirror).toList(), PATIENCE, log::add);
  }

  private void fetch(String... mirrors) {
    download(mirrors).fetch(List.of(file), folder);
  }

  private String assertFails(String part, String... mirrors) {
    var failure = assertThrows(FoveaException.class, () -> fetch(mirrors));
    assertTrue(failure.getMessage().contains(part), failure.getMessage());
    return failure.getMessage();
  }

  private void assertOnlyTheFile() throws IOException {
    try (var names = Files.list(folder)) {
      assertEquals(List.of(folder.resolve(file.name())), names.toList());
    }
  }

  private URI mirror(String name) {
    return URI.create(
        "http://%s:%d/%s/"
            .formatted(
                server.getAddress().getAddress().getHostAddress(),
                server.getAddress().getPort(),
                name));
  }

  private static URI closedPort() throws IOException {
    var unused = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    int port = unused.getAddress().getPort();
    unused.stop(0);
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private void serve(String mirror, Answer answer) {
    server.createContext(
        "/" + mirror + "/",
        exchange -> {
          requests.add(exchange.getRequestURI().getPath());
          try (exchange) {
            answer.to(exchange);
          }
        });
  }

  private static void answer(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Announces a whole body and sends half of it. */
  private static HttpExchange begin(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body, 0, body.length / 2);
    return exchange;
  }

  private void hold() {
    try {
      end.await();
    } catch (InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static byte[] read(Path folder, String name) {
    try {
      return Files.readAllBytes(folder.resolve(name));
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static RemoteFile remote(String name, byte[] content) {
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(content);
      return new RemoteFile(name, content.length, HexFormat.of().formatHex(sum));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
