package dev.fovea.kernels.java.shape;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.fovea.backend.op.Resize2d;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.Ranges;
import dev.fovea.kernels.java.parallel.Workers;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * {@link Resize2d} in two steps, each along one axis: two rows of the input are blended into one,
 * as long vectors, then its columns into those of the output. The gradient takes the same steps
 * backward; there a task owns a band of the input's rows, so that no two tasks add to one cell.
 */
public final class Resizing {
  private static final ShapeLoops LOOPS = ShapeLoops.ofMode();

  private final Resize2d op;
  private final boolean nearest;
  private final Taps rows;
  private final Taps columns;
  private final int inputRow;
  private final int outputRow;

  /** The taps of all outputs along one axis. */
  private record Taps(int[] low, int[] high, float[] weight) {
    static Taps of(Resize2d.Tap[] taps) {
      var weight = new float[taps.length];
      for (int i = 0; i < taps.length; i++) {
        weight[i] = taps[i].weight();
      }
      return new Taps(
          Arrays.stream(taps).mapToInt(Resize2d.Tap::low).toArray(),
          Arrays.stream(taps).mapToInt(Resize2d.Tap::high).toArray(),
          weight);
    }
  }

  private Resizing(Resize2d op) {
    this.op = op;
    this.nearest = op.mode() == Resize2d.Mode.NEAREST;
    this.rows = Taps.of(taps(op.outputHeight(), op::row));
    this.columns = Taps.of(taps(op.outputWidth(), op::column));
    this.inputRow = Math.multiplyExact(op.width(), op.channels());
    this.outputRow = Math.multiplyExact(op.outputWidth(), op.channels());
  }

  private static Resize2d.Tap[] taps(int outputs, IntFunction<Resize2d.Tap> tap) {
    return IntStream.range(0, outputs).mapToObj(tap).toArray(Resize2d.Tap[]::new);
  }

  /** See {@link dev.fovea.backend.ShapeOps#resize2d}. */
  public static void forward(
      Resize2d op, MemorySegment x, MemorySegment y, Workers workers, ScratchPool scratch) {
    var resizing = new Resizing(op);
    Ranges.run(
        workers,
        (long) op.n() * op.outputHeight(),
        Ranges.itemsPerTask(resizing.inputRow + resizing.outputRow),
        (begin, count) -> {
          try (var memory = scratch.floats(resizing.inputRow)) {
            for (long row = begin; row < begin + count; row++) {
              resizing.forwardRow(row, x, y, memory.segment());
            }
          }
        });
  }

  private void forwardRow(long outputIndex, MemorySegment x, MemorySegment y, MemorySegment row) {
    long image = outputIndex / op.outputHeight() * op.height();
    int oh = (int) (outputIndex % op.outputHeight());
    long low = (image + rows.low[oh]) * inputRow;
    long to = outputIndex * outputRow;
    int channels = op.channels();
    if (nearest) {
      for (int ow = 0; ow < op.outputWidth(); ow++, to += channels) {
        Runs.copy(x, low + (long) columns.low[ow] * channels, y, to, channels);
      }
      return;
    }
    long high = (image + rows.high[oh]) * inputRow;
    LOOPS.blend(x, low, high, rows.weight[oh], row, 0, inputRow);
    for (int ow = 0; ow < op.outputWidth(); ow++, to += channels) {
      LOOPS.blend(
          row,
          (long) columns.low[ow] * channels,
          (long) columns.high[ow] * channels,
          columns.weight[ow],
          y,
          to,
          channels);
    }
  }

  /** See {@link dev.fovea.backend.ShapeOps#resize2dGradient}. */
  public static void gradient(
      Resize2d op, MemorySegment dy, MemorySegment dx, Workers workers, ScratchPool scratch) {
    var resizing = new Resizing(op);
    int band = Math.min(op.height(), Ranges.itemsPerTask(resizing.inputRow));
    int bands = (op.height() + band - 1) / band;
    workers.run(
        Math.multiplyExact(op.n(), bands),
        task -> {
          int top = task % bands * band;
          int bottom = Math.min(op.height(), top + band);
          try (var memory = scratch.floats(resizing.inputRow)) {
            resizing.gradientBand(task / bands, top, bottom, dy, dx, memory.segment());
          }
        });
  }

  private void gradientBand(
      int image, int top, int bottom, MemorySegment dy, MemorySegment dx, MemorySegment row) {
    long first = (long) image * op.height() * inputRow;
    fillZero(dx, first + (long) top * inputRow, (long) (bottom - top) * inputRow);
    for (int oh = 0; oh < op.outputHeight(); oh++) {
      int low = rows.low[oh];
      int high = rows.high[oh];
      boolean hasLow = low >= top && low < bottom;
      boolean hasHigh = !nearest && high >= top && high < bottom;
      if (hasLow || hasHigh) {
        spreadColumns(((long) image * op.outputHeight() + oh) * outputRow, dy, row);
      }
      if (hasLow) {
        float weight = 1 - rows.weight[oh];
        LOOPS.addScaled(weight, row, 0, dx, first + (long) low * inputRow, inputRow);
      }
      if (hasHigh) {
        float weight = rows.weight[oh];
        LOOPS.addScaled(weight, row, 0, dx, first + (long) high * inputRow, inputRow);
      }
    }
  }

  /** What one row of dy gives to the columns of the input. */
  private void spreadColumns(long from, MemorySegment dy, MemorySegment row) {
    int channels = op.channels();
    fillZero(row, 0, inputRow);
    for (int ow = 0; ow < op.outputWidth(); ow++) {
      long at = from + (long) ow * channels;
      float weight = columns.weight[ow];
      LOOPS.addScaled(1 - weight, dy, at, row, (long) columns.low[ow] * channels, channels);
      if (!nearest) {
        LOOPS.addScaled(weight, dy, at, row, (long) columns.high[ow] * channels, channels);
      }
    }
  }

  private static void fillZero(MemorySegment memory, long begin, long length) {
    memory.asSlice(begin * Float.BYTES, length * JAVA_FLOAT.byteSize()).fill((byte) 0);
  }
}
