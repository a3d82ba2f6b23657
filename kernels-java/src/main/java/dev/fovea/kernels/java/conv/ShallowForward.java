package dev.fovea.kernels.java.conv;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.gemm.Output;
import dev.fovea.kernels.java.gemm.PanelRange;
import dev.fovea.kernels.java.gemm.Patches;
import dev.fovea.kernels.java.gemm.ShallowLoop;
import dev.fovea.kernels.java.memory.ScratchPool;
import java.lang.foreign.MemorySegment;

/**
 * A block of a convolution of few taps, as a network's first layer has them: the cells of a row of
 * taps lie side by side, so a pixel's patch is a run of values for each row of taps, and a row of
 * pixels goes from a band of x to y.
 */
final class ShallowForward {
  private final Bands bands;
  private final Conv2d op;
  private final BandReader reader;
  private final ScratchPool scratch;

  ShallowForward(Bands bands, BandReader reader, ScratchPool scratch) {
    this.bands = bands;
    this.op = bands.op();
    this.reader = reader;
    this.scratch = scratch;
  }

  /** Whether this class multiplies by these filters, and writes to this output. */
  boolean fits(PanelRange filters, Output output) {
    var columns = op.columns();
    return op.groups() == 1
        && (columns.kernel() == 1 || columns.dilation() == 1)
        && ShallowLoop.fits(filters.depth(), output)
        && ShallowLoop.takesAll(filters);
  }

  /** Reads a band and writes its rows of y. */
  void run(MemorySegment x, Bands.Band band, PanelRange filters, Output output) {
    int pixels = op.columns().output();
    try (var cells = scratch.floats(bands.floats())) {
      reader.read(x, band, cells.segment());
      long y = band.firstPixel(op) * output.rowBytes();
      for (int image = 0; image < band.images(); image++) {
        for (int row = 0; row < band.rows(); row++) {
          var patches = patches(cells.segment(), image * bands.bandRows(), row);
          ShallowLoop.multiply(patches, pixels, filters, output, 0, y);
          y += pixels * output.rowBytes();
        }
      }
    }
  }

  private Patches patches(MemorySegment cells, int firstRow, int row) {
    int pixel = op.channels() * Float.BYTES;
    int line = Math.toIntExact(reader.lineBytes());
    return new Patches(
        cells,
        (firstRow + (long) row * op.rows().stride()) * line,
        op.columns().stride() * pixel,
        op.rows().kernel(),
        op.columns().kernel() * op.channels(),
        op.rows().dilation() * line);
  }
}
