package dev.fovea.kernels.java.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.conv.Bands.Band;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Copies a band of {@code [N,H,W,C]} with its padding into an array. */
public final class BandReader {
  private final Bands bands;
  private final Conv2d op;

  /** A reader of these bands. */
  public BandReader(Bands bands) {
    this.bands = bands;
    this.op = bands.op();
  }

  /** Fills {@code target}, {@code [images, bandRows, paddedColumns, channels]}. */
  public void read(MemorySegment x, Band band, float[] target) {
    int line = bands.paddedColumns() * op.channels();
    int rows = (band.rows() - 1) * op.rows().stride() + op.rows().span();
    int firstRow = band.row() * op.rows().stride() - op.rows().before();
    for (int i = 0; i < band.images(); i++) {
      long image = (long) (band.image() + i) * op.rows().size() * op.columns().size();
      int at = i * bands.bandRows() * line;
      for (int r = 0; r < rows; r++, at += line) {
        row(x, image, firstRow + r, target, at);
      }
    }
  }

  private void row(MemorySegment x, long image, int row, float[] target, int at) {
    int nearest = Math.clamp(row, 0, op.rows().size() - 1);
    boolean edge = op.padding() == Conv2d.Padding.EDGE;
    int c = op.channels();
    int before = op.columns().before() * c;
    int length = op.columns().size() * c;
    int after = op.columns().after() * c;
    if (row != nearest && !edge) {
      Arrays.fill(target, at, at + before + length + after, 0);
      return;
    }
    long source = (image + (long) nearest * op.columns().size()) * c * Float.BYTES;
    MemorySegment.copy(x, JAVA_FLOAT_UNALIGNED, source, target, at + before, length);
    fill(target, at, before, edge, at + before);
    fill(target, at + before + length, after, edge, at + before + length - c);
  }

  /** Fills padding with zeros, or with copies of one pixel. */
  private void fill(float[] target, int at, int length, boolean edge, int pixel) {
    if (!edge) {
      for (int i = 0; i < length; i++) {
        target[at + i] = 0;
      }
      return;
    }
    for (int i = 0; i < length; i += op.channels()) {
      System.arraycopy(target, pixel, target, at + i, op.channels());
    }
  }
}
