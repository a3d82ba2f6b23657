package dev.fovea.bench.measure;

import dev.fovea.backend.Backend;
import dev.fovea.bench.work.Contender;
import dev.fovea.bench.work.Work;
import dev.fovea.kernels.java.machine.Bandwidth;
import dev.fovea.kernels.java.machine.FmaPeak;
import java.lang.foreign.MemorySegment;

/**
 * What bounds a row: the multiply-adds of its threads, or a plain pass over as many bytes; on a
 * device of its own, a copy there. It takes turns with the contenders, so that both see the same
 * clock and the same neighbours.
 */
public sealed interface Limit permits Limit.Arithmetic, Limit.Traffic, DeviceCopy {
  /** Steps of one call: one to two milliseconds. */
  int FMA_STEPS = 1_000_000;

  /** Bytes that a thread moves at least in one call, so that its start does not count. */
  long CALL_BYTES = 8L << 20;

  /**
   * Operations per byte above which arithmetic is the limit. The ridge of the machines at hand lies
   * between 4 (from cache) and 16 (from memory).
   */
  double MIN_INTENSITY = 4;

  /** What one measured call is worth: floating-point operations, or bytes. */
  double perCall();

  /** The same of the work that is bounded. */
  double amount(Work work);

  /** Opens what is measured; the backend is for those that measure its device. */
  Contender open(Backend backend);

  /** What bounds this work, on so many threads or on a device. */
  static Limit of(Work work, Target target, int threads) {
    if (target.isDevice()) {
      return DeviceCopy.like(work);
    }
    return work.flops() > MIN_INTENSITY * work.bytes()
        ? new Arithmetic(threads)
        : Traffic.like(work.bytesRead(), work.bytesWritten(), threads);
  }

  /**
   * The time in nanoseconds that the work would take at the limit.
   *
   * @param call nanoseconds of one call of the limit
   */
  default double bound(Work work, double call) {
    return call * amount(work) / perCall();
  }

  /**
   * Fused multiply-adds from registers.
   *
   * @param threads threads together
   */
  record Arithmetic(int threads) implements Limit {
    @Override
    public double perCall() {
      return threads * FmaPeak.operations(FMA_STEPS);
    }

    @Override
    public double amount(Work work) {
      return work.flops();
    }

    @Override
    public Contender open(Backend backend) {
      return new Crew(threads, thread -> FmaPeak.measure(FMA_STEPS));
    }
  }

  /**
   * A pass over memory, repeated while it is short.
   *
   * @param inputs arrays read: 1 or 2
   * @param outputs arrays written: 0 or 1
   * @param length bytes of each array that a thread passes over
   * @param threads threads together, each with arrays of its own
   */
  record Traffic(int inputs, int outputs, int length, int threads) implements Limit {
    /** The pass that reads and writes about as much, over as many bytes in all. */
    static Traffic like(long read, long written, int threads) {
      int outputs = 10 * written < read ? 0 : 1;
      int inputs = outputs == 1 && 2 * read >= 3 * written ? 2 : 1;
      long array = (read + written) / (inputs + outputs) / threads;
      long steps = Math.clamp(array / Bandwidth.STEP, 1, (1 << 30) / Bandwidth.STEP);
      return new Traffic(inputs, outputs, Math.toIntExact(steps * Bandwidth.STEP), threads);
    }

    private long pass() {
      return (long) (inputs + outputs) * length;
    }

    private int repeats() {
      return Math.toIntExact(Math.ceilDiv(CALL_BYTES, pass()));
    }

    @Override
    public double perCall() {
      return (double) threads * repeats() * pass();
    }

    @Override
    public double amount(Work work) {
      return work.bytes();
    }

    @Override
    public Contender open(Backend backend) {
      return new Crew(threads, inputs + outputs, length, this::move);
    }

    private void move(MemorySegment[] arrays) {
      for (int i = 0; i < repeats(); i++) {
        if (outputs == 0) {
          Bandwidth.read(arrays[0], 0, length);
        } else if (inputs == 1) {
          Bandwidth.scale(arrays[0], arrays[1], 0, length);
        } else {
          Bandwidth.triad(arrays[0], arrays[1], arrays[2], 0, length);
        }
      }
    }
  }
}
