package dev.fovea.engine.data;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Where MNIST is published, how to know it, and where it is kept. */
public final class MnistDownload {
  /** The mirrors, the first to try first. */
  public static final List<URI> MIRRORS =
      List.of(
          URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
          URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"));

  /** The four files. */
  public static final List<RemoteFile> FILES =
      List.of(
          new RemoteFile(
              "train-images-idx3-ubyte.gz",
              47_040_016,
              "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
          new RemoteFile(
              "train-labels-idx1-ubyte.gz",
              60_008,
              "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
          new RemoteFile(
              "t10k-images-idx3-ubyte.gz",
              7_840_016,
              "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
          new RemoteFile(
              "t10k-labels-idx1-ubyte.gz",
              10_008,
              "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"));

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private MnistDownload() {}

  /**
   * The cache folder: {@code $XDG_CACHE_HOME/fovea/mnist}, or {@code ~/.cache/fovea/mnist} where
   * that variable isn't set to an absolute path.
   */
  public static Path defaultFolder() {
    return folder(System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home"));
  }

  /** Downloads what is missing in a folder, and opens it. */
  public static TrainTest open(Path folder, Consumer<String> log) {
    return open(folder, MIRRORS, FILES, PATIENCE, log);
  }

  static TrainTest open(
      Path folder,
      List<URI> mirrors,
      List<RemoteFile> files,
      Duration patience,
      Consumer<String> log) {
    new MirrorDownload(mirrors, patience, log).fetch(files, folder);
    return Mnist.open(folder);
  }

  static Path folder(String cacheHome, String userHome) {
    // The XDG base directory specification says to ignore relative paths.
    boolean usable = cacheHome != null && Path.of(cacheHome).isAbsolute();
    Path cache = usable ? Path.of(cacheHome) : Path.of(userHome, ".cache");
    return cache.resolve("fovea").resolve("mnist");
  }
}
