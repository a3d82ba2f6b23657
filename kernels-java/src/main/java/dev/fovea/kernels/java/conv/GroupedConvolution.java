package dev.fovea.kernels.java.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.kernels.java.gemm.Output;
import java.lang.foreign.MemorySegment;

/** A convolution of few filters, computed on groups of output pixels: see {@link PixelGroups}. */
final class GroupedConvolution implements Convolution {
  private final PixelGroups groups;
  private final ConvolutionContext context;
  private final ProductForward forward;
  private final InputGradient inputGradient;
  private final ProductWeightGradient weightGradient;
  private final int length;
  private final int groupedLength;

  GroupedConvolution(PixelGroups groups, ConvolutionContext context) {
    this.groups = groups;
    this.context = context;
    var op = groups.op();
    var grouped = groups.grouped();
    var tables = new Tables(grouped, Bands.of(grouped));
    forward = new ProductForward(tables, context);
    inputGradient = InputGradient.of(op, context);
    weightGradient = new ProductWeightGradient(tables, context);
    length = Math.toIntExact(op.weights().elements());
    groupedLength = Math.toIntExact(grouped.weights().elements());
  }

  @Override
  public PreparedFilters prepare(MemorySegment w) {
    var arrays = context.arrays();
    var weights = arrays.take(length);
    var spread = arrays.take(groupedLength);
    try (var scratch = context.scratch().floats(groupedLength)) {
      MemorySegment.copy(w, JAVA_FLOAT_UNALIGNED, 0, weights, 0, length);
      groups.spread(weights, spread, groupedLength);
      MemorySegment.copy(spread, 0, scratch.segment(), JAVA_FLOAT_UNALIGNED, 0, groupedLength);
      return new Spread(forward.prepare(scratch.segment()));
    } finally {
      arrays.giveBack(weights);
      arrays.giveBack(spread);
    }
  }

  private final class Spread implements PreparedFilters {
    private final PreparedFilters filters;

    Spread(PreparedFilters filters) {
      this.filters = filters;
    }

    @Override
    public void forward(MemorySegment x, Output output) {
      int pixel = groups.op().filters();
      PixelRows.run(
          output,
          pixel,
          groups.group() * pixel,
          groups.group() * output.rowBytes(),
          context.arrays(),
          rows -> filters.forward(x, rows));
    }

    @Override
    public void close() {
      filters.close();
    }
  }

  @Override
  public void inputGradient(MemorySegment dy, MemorySegment w, Output output) {
    inputGradient.run(dy, w, output);
  }

  @Override
  public void weightGradient(MemorySegment x, MemorySegment dy, MemorySegment dw) {
    var arrays = context.arrays();
    var weights = arrays.take(length);
    var spread = arrays.take(groupedLength);
    try (var scratch = context.scratch().floats(groupedLength)) {
      weightGradient.run(x, dy, scratch.segment());
      MemorySegment.copy(scratch.segment(), JAVA_FLOAT_UNALIGNED, 0, spread, 0, groupedLength);
      groups.gather(spread, weights, length);
      MemorySegment.copy(weights, 0, dw, JAVA_FLOAT_UNALIGNED, 0, length);
    } finally {
      arrays.giveBack(weights);
      arrays.giveBack(spread);
    }
  }
}
