package dev.fovea.kernels.java;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.Precision;
import dev.fovea.backend.PreparedConv2d;
import dev.fovea.backend.memory.HostBuffer;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.conv.Convolution;
import dev.fovea.kernels.java.conv.ConvolutionContext;
import dev.fovea.kernels.java.gemm.GemmDriver;
import dev.fovea.kernels.java.gemm.KernelSet;
import dev.fovea.kernels.java.gemm.Output;
import dev.fovea.kernels.java.gemm.TileLoop;
import dev.fovea.kernels.java.memory.ArrayPool;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.Workers;
import dev.fovea.kernels.java.winograd.WinogradConvolution;
import java.lang.foreign.MemorySegment;

/** The drivers of products and convolutions of one backend, and a plan per convolution. */
final class Contractions {
  private final ArrayPool arrays = new ArrayPool();
  private final GemmDriver gemm;
  private final ConvolutionContext context;
  private final Plans<Conv2d, Convolution> plans = new Plans<>(this::plan);

  Contractions(Workers workers, ScratchPool scratch, Precision precision) {
    gemm = new GemmDriver(workers, arrays, scratch);
    context =
        new ConvolutionContext(workers, arrays, scratch, new TileLoop(arrays), gemm, precision);
  }

  GemmDriver gemm() {
    return gemm;
  }

  Convolution convolution(Conv2d op) {
    return plans.of(op);
  }

  private Convolution plan(Conv2d op) {
    var sums = Convolution.of(op, context);
    return context.precision() == Precision.STRICT_FLOAT32
        ? sums
        : WinogradConvolution.where(op, sums, context);
  }

  /** Filters in the form that the convolution's plan multiplies by. */
  PreparedConv2d prepare(Conv2d op, MemorySegment w) {
    var filters = convolution(op).prepare(w);
    return new PreparedConv2d() {
      @Override
      public Conv2d op() {
        return op;
      }

      @Override
      public void run(Buffer x, Epilogue epilogue, Buffer y) {
        runInto(x, epilogue, y, 0, op.filters());
      }

      @Override
      public boolean sharesOutput() {
        return filters.sharesOutput();
      }

      @Override
      public void runInto(Buffer x, Epilogue epilogue, Buffer y, int first, int channels) {
        var part = HostBuffer.segment(y).asSlice((long) first * Float.BYTES);
        try (var output = output(epilogue, op.filters(), channels, 1, 0, part)) {
          filters.forward(HostBuffer.segment(x), output.get());
        }
      }

      @Override
      public void close() {
        filters.close();
      }
    };
  }

  void trim() {
    arrays.trim();
  }

  /** An output whose bias lies in an array, with room for a whole vector after the last column. */
  ScopedOutput output(
      Epilogue epilogue, int columns, int stride, float alpha, float beta, Buffer y) {
    return output(epilogue, columns, stride, alpha, beta, HostBuffer.segment(y));
  }

  private ScopedOutput output(
      Epilogue epilogue, int columns, int stride, float alpha, float beta, MemorySegment y) {
    float[] bias = null;
    if (epilogue.bias() != null) {
      bias = arrays.take(columns + KernelSet.CURRENT.blocking().nr());
      var source = HostBuffer.segment(epilogue.bias());
      MemorySegment.copy(source, JAVA_FLOAT, 0, bias, 0, columns);
    }
    var addend = epilogue.addend() == null ? null : HostBuffer.segment(epilogue.addend());
    return new ScopedOutput(
        new Output(
            y, (long) stride * Float.BYTES, alpha, beta, bias, addend, epilogue.activation()));
  }

  /** Gives the bias's array back when the operation has run. */
  final class ScopedOutput implements AutoCloseable {
    private final Output output;

    private ScopedOutput(Output output) {
      this.output = output;
    }

    Output get() {
      return output;
    }

    @Override
    public void close() {
      if (output.bias() != null) {
        arrays.giveBack(output.bias());
      }
    }
  }
}
