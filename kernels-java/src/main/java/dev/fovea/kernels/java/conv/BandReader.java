package dev.fovea.kernels.java.conv;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.conv.Bands.Band;
import java.lang.foreign.MemorySegment;

/** Copies a band of {@code [N,H,W,C]} with its padding. */
public final class BandReader {
  private final Bands bands;
  private final Conv2d op;
  private final long lineBytes;

  /** A reader of these bands, of which a row follows the other. */
  public BandReader(Bands bands) {
    this(bands, bands.paddedColumns() * bands.op().channels());
  }

  /** The same, where from a row to the next it is {@code line} elements. */
  BandReader(Bands bands, int line) {
    this.bands = bands;
    this.op = bands.op();
    this.lineBytes = (long) line * Float.BYTES;
  }

  /** The same, into an array. */
  public void read(MemorySegment x, Band band, float[] target) {
    read(x, band, MemorySegment.ofArray(target));
  }

  /** Fills {@code target}, {@code [images, bandRows, paddedColumns, channels]}. */
  public void read(MemorySegment x, Band band, MemorySegment target) {
    int rows = (band.rows() - 1) * op.rows().stride() + op.rows().span();
    int firstRow = band.row() * op.rows().stride() - op.rows().before();
    for (int i = 0; i < band.images(); i++) {
      long image = (long) (band.image() + i) * op.rows().size() * op.columns().size();
      long at = lineBytes * i * bands.bandRows();
      for (int r = 0; r < rows; r++, at += lineBytes) {
        row(x, image, firstRow + r, target, at);
      }
    }
  }

  /** Bytes between rows of a band. */
  long lineBytes() {
    return lineBytes;
  }

  private long pixelBytes() {
    return (long) op.channels() * Float.BYTES;
  }

  private void row(MemorySegment x, long image, int row, MemorySegment target, long at) {
    int nearest = Math.clamp(row, 0, op.rows().size() - 1);
    boolean edge = op.padding() == Conv2d.Padding.EDGE;
    if (row != nearest && !edge) {
      target.asSlice(at, bands.paddedColumns() * pixelBytes()).fill((byte) 0);
      return;
    }
    long pixel = pixelBytes();
    long source = (image + (long) nearest * op.columns().size()) * pixel;
    long begin = at + op.columns().before() * pixel;
    long end = begin + op.columns().size() * pixel;
    MemorySegment.copy(x, source, target, begin, end - begin);
    fill(target, at, begin, edge, begin);
    fill(target, end, end + op.columns().after() * pixel, edge, end - pixel);
  }

  /** Fills padding with zeros, or with copies of one pixel. */
  private void fill(MemorySegment target, long begin, long end, boolean edge, long pixel) {
    if (!edge) {
      target.asSlice(begin, end - begin).fill((byte) 0);
      return;
    }
    for (long at = begin; at < end; at += pixelBytes()) {
      MemorySegment.copy(target, pixel, target, at, pixelBytes());
    }
  }
}
