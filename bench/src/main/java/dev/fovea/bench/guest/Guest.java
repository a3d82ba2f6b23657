package dev.fovea.bench.guest;

import java.io.IOException;
import java.nio.file.Path;

/** A peer in its own process. */
public interface Guest extends AutoCloseable {
  /** The library's version. */
  String version();

  /**
   * Readies what is measured.
   *
   * @param folder what the host has written for this guest
   * @param threads threads of each call
   */
  void open(Path folder, int threads) throws IOException;

  /** The measured call. */
  void run();

  /** Undoes what earlier calls changed. */
  default void reset() {}

  /** The result of the last call. */
  float[] result();

  /** Gives everything back. */
  @Override
  void close();
}
