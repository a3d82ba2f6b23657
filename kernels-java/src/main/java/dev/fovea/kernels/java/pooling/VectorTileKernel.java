package dev.fovea.kernels.java.pooling;

import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

/**
 * Gradients of windows that tile the image. One row of cells comes after the other: where vectors
 * reach beyond their channels, the next ones must still be to come.
 */
final class VectorTileKernel {
  private VectorTileKernel() {}

  /** Gives dy to the winners and 0 to the others. */
  static boolean winners(WindowTaps taps, WindowBlock block) {
    var dy = block.windows().asSlice(0, block.windows().byteSize());
    var winners = block.winners().asSlice(0, block.winners().byteSize());
    var dx = block.cells().asSlice(0, block.cells().byteSize());
    int tileRows = taps.rows().length;
    int tileColumns = taps.columns().length;
    int pixelBytes = taps.pixelBytes();
    int runs = taps.runs(block.count());
    int vectors = taps.vectors(block.count());
    int cellStep = taps.cellStep();
    int windowStep = taps.windowStep();
    int spacing = taps.spacing();
    int last = taps.last();
    for (int row = tileRows * block.from(); row < tileRows * block.to(); row++) {
      int from = taps.windows(row / tileRows);
      int to = taps.cells(row);
      int position = row * taps.width();
      for (int p = 0; p < runs; p++) {
        for (int i = 0; i < vectors; i++) {
          int at = from + Math.min(i * windowStep, last);
          var gradient = load(dy, at);
          var winner = VectorGradientKernel.winners(winners, at);
          int cell = position + i * spacing;
          int c = to + Math.min(i * cellStep, last);
          store(VectorGradientKernel.share(gradient, winner, cell), dx, c);
          store(VectorGradientKernel.share(gradient, winner, cell + 1), dx, c + pixelBytes);
          for (int j = 2; j < tileColumns; j++) {
            store(VectorGradientKernel.share(gradient, winner, cell + j), dx, c + j * pixelBytes);
          }
        }
        from += pixelBytes;
        to += tileColumns * pixelBytes;
        position += tileColumns;
      }
    }
    return true;
  }

  /** Gives {@code dy / divisor} to all cells. */
  static boolean shares(WindowTaps taps, WindowBlock block, int divisor) {
    var dy = block.windows().asSlice(0, block.windows().byteSize());
    var dx = block.cells().asSlice(0, block.cells().byteSize());
    int tileRows = taps.rows().length;
    int tileColumns = taps.columns().length;
    int pixelBytes = taps.pixelBytes();
    int runs = taps.runs(block.count());
    int vectors = taps.vectors(block.count());
    int cellStep = taps.cellStep();
    int windowStep = taps.windowStep();
    int last = taps.last();
    for (int row = tileRows * block.from(); row < tileRows * block.to(); row++) {
      int from = taps.windows(row / tileRows);
      int to = taps.cells(row);
      for (int p = 0; p < runs; p++) {
        for (int i = 0; i < vectors; i++) {
          var share = load(dy, from + Math.min(i * windowStep, last)).div(divisor);
          int c = to + Math.min(i * cellStep, last);
          store(share, dx, c);
          store(share, dx, c + pixelBytes);
          for (int j = 2; j < tileColumns; j++) {
            store(share, dx, c + j * pixelBytes);
          }
        }
        from += pixelBytes;
        to += tileColumns * pixelBytes;
      }
    }
    return true;
  }
}
