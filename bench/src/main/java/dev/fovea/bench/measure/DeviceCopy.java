package dev.fovea.bench.measure;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.bench.work.Contender;
import dev.fovea.bench.work.Trial;
import dev.fovea.bench.work.Work;

/**
 * A device's limit: copies within its memory. Its arithmetic has no limit here, for no kernel of
 * Fovea's is known to reach it.
 *
 * @param length bytes of a copy, each of which is read and written
 */
public record DeviceCopy(long length) implements Limit {
  /** Bytes that a call moves at least, so that the wait at its end does not count. */
  private static final long LEAST_BYTES = 1L << 28;

  private static final long LONGEST = 1L << 30;

  /** Bytes of a copy beyond a device's caches. */
  private static final long LARGE = 1L << 28;

  private static final long NANOS = 100_000_000;

  /** The copy that reads and writes as many bytes as the work, together. */
  static DeviceCopy like(Work work) {
    long floats = Math.clamp(work.bytes() / 2 / Float.BYTES, 1, LONGEST / Float.BYTES);
    return new DeviceCopy(floats * Float.BYTES);
  }

  /** Bytes that the device reads and writes in a second, in copies beyond its caches. */
  public static double bytesPerSecond(Backend backend) {
    var limit = new DeviceCopy(LARGE);
    try (var copies = limit.open(backend)) {
      return 1e9 * limit.perCall() / Trial.nanos(copies, NANOS);
    }
  }

  private int repeats() {
    return Math.toIntExact(Math.ceilDiv(LEAST_BYTES, 2 * length));
  }

  @Override
  public double perCall() {
    return 2.0 * length * repeats();
  }

  @Override
  public double amount(Work work) {
    return work.bytes();
  }

  @Override
  public Contender open(Backend backend) {
    long floats = length / Float.BYTES;
    var source = backend.allocate(DataType.FLOAT32, floats);
    var target = backend.allocate(DataType.FLOAT32, floats);
    return new Copies(backend, source, target);
  }

  private final class Copies implements Contender {
    private final Backend backend;
    private final Buffer source;
    private final Buffer target;

    Copies(Backend backend, Buffer source, Buffer target) {
      this.backend = backend;
      this.source = source;
      this.target = target;
    }

    @Override
    public void run() {
      for (int i = 0; i < repeats(); i++) {
        backend.copy(source, 0, target, 0, source.length());
      }
      backend.synchronize();
    }

    @Override
    public void close() {
      source.close();
      target.close();
    }
  }
}
