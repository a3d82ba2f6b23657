package dev.fovea.engine.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/**
 * A gzipped file that mirrors offer. It is known by what it holds, because the same content can be
 * packed in many ways.
 *
 * @param name file name below a mirror's address and in the cache
 * @param unpackedBytes length of the content
 * @param sha256 SHA-256 of the content, in lower-case hexadecimal digits
 */
public record RemoteFile(String name, long unpackedBytes, String sha256) {
  private static final int CHUNK = 1 << 16;

  /** Longest download that can be the file: packing never adds this much. */
  long maxPackedBytes() {
    return unpackedBytes + unpackedBytes / 1000 + 1024;
  }

  /**
   * Unpacks a file and compares it with what it should hold.
   *
   * @throws IOException if it holds something else or isn't gzip
   */
  void verify(Path packed) throws IOException {
    var digest = newDigest();
    long left = unpackedBytes;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed), CHUNK)) {
      var chunk = new byte[CHUNK];
      for (int read = in.read(chunk); read >= 0 && left >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
        left -= read; // a file that unpacks to more than it should isn't read to its end
      }
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (left != 0 || !found.equals(sha256)) {
      throw new IOException("wrong content, SHA-256 is " + found + " instead of " + sha256);
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JDK has SHA-256", impossible);
    }
  }
}
