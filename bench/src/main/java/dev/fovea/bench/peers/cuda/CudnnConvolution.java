package dev.fovea.bench.peers.cuda;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.bench.work.Contender;
import dev.fovea.bench.work.Pass;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.cuda.cudnn.cudnnConvolutionBwdDataAlgoPerf_t;
import org.bytedeco.cuda.cudnn.cudnnConvolutionBwdFilterAlgoPerf_t;
import org.bytedeco.cuda.cudnn.cudnnConvolutionFwdAlgoPerf_t;
import org.bytedeco.cuda.cudnn.cudnnConvolutionStruct;
import org.bytedeco.cuda.cudnn.cudnnFilterStruct;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;

/**
 * A convolution by the algorithm that cuDNN itself finds to be the fastest. Filters lie as {@code
 * [F,KH,KW,C]}, which is how it takes them with channels innermost; Fovea's are {@code
 * [KH,KW,C,F]}.
 */
@SuppressWarnings("deprecation") // what replaces it, graphs, takes a screenful a call
final class CudnnConvolution {
  /** Memory that an algorithm may work in. */
  private static final long WORKSPACE = 1L << 30;

  private static final int CANDIDATES = 8;

  private final cudnnContext handle;
  private final Conv2d op;
  private final Format format;
  private final cudnnTensorStruct image;
  private final cudnnTensorStruct output;
  private final cudnnFilterStruct filter = new cudnnFilterStruct();
  private final cudnnConvolutionStruct geometry = new cudnnConvolutionStruct();
  private final FloatPointer one = new FloatPointer(1f);
  private final FloatPointer zero = new FloatPointer(0f);

  CudnnConvolution(cudnnContext handle, Conv2d op, Format format) {
    this.handle = handle;
    this.op = op;
    this.format = format;
    var rows = op.rows();
    var columns = op.columns();
    image =
        CudnnMemory.tensor(format.element(), op.n(), op.channels(), rows.size(), columns.size());
    output =
        CudnnMemory.tensor(format.element(), op.n(), op.filters(), rows.output(), columns.output());
    Status.cudnn(cudnn.cudnnCreateFilterDescriptor(filter));
    Status.cudnn(
        cudnn.cudnnSetFilter4dDescriptor(
            filter,
            format.element(),
            cudnn.CUDNN_TENSOR_NHWC,
            op.filters(),
            op.channels(),
            rows.kernel(),
            columns.kernel()));
    Status.cudnn(cudnn.cudnnCreateConvolutionDescriptor(geometry));
    Status.cudnn(
        cudnn.cudnnSetConvolution2dDescriptor(
            geometry,
            rows.before(),
            columns.before(),
            rows.stride(),
            columns.stride(),
            rows.dilation(),
            columns.dilation(),
            cudnn.CUDNN_CROSS_CORRELATION,
            cudnn.CUDNN_DATA_FLOAT));
    setMath(format.math());
  }

  private void setMath(int type) {
    Status.cudnn(cudnn.cudnnSetConvolutionMathType(geometry, type));
  }

  Contender call(Pass pass, List<MemorySegment> inputs) {
    return switch (pass) {
      case FORWARD -> forward(factor(inputs.get(0)), filters(inputs.get(1)));
      case INPUT_GRADIENT -> inputGradient(factor(inputs.get(0)), filters(inputs.get(1)));
      case WEIGHT_GRADIENT -> weightGradient(factor(inputs.get(0)), factor(inputs.get(1)));
    };
  }

  private DeviceArray factor(MemorySegment values) {
    return DeviceArray.of(values, format.halved());
  }

  private DeviceArray filters(MemorySegment values) {
    int taps = op.rows().kernel() * op.columns().kernel() * op.channels();
    return DeviceArray.of(
        transposed(values.toArray(ValueLayout.JAVA_FLOAT), taps, op.filters()), format.halved());
  }

  /** {@code [rows,columns]} as {@code [columns,rows]}. */
  static float[] transposed(float[] values, int rows, int columns) {
    var result = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        result[column * rows + row] = values[row * columns + column];
      }
    }
    return result;
  }

  private DeviceArray result(long elements) {
    return new DeviceArray(elements, format.halved());
  }

  /** Room in which algorithms are tried; a call keeps what the found one needs. */
  private static DeviceArray workspace(long bytes) {
    return new DeviceArray(Math.max(1, Math.ceilDiv(bytes, Float.BYTES)), false);
  }

  private DeviceArray keep(int status, long memory, int math) {
    Status.cudnn(status);
    setMath(math);
    return workspace(memory);
  }

  private static void requireFound(IntPointer found) {
    if (found.get() == 0) {
      throw new IllegalStateException("cudnn: it has no algorithm for this convolution");
    }
  }

  private Contender forward(DeviceArray x, DeviceArray w) {
    var y = result(op.output().elements());
    var best = new cudnnConvolutionFwdAlgoPerf_t(CANDIDATES);
    try (var trials = workspace(WORKSPACE);
        var found = new IntPointer(1)) {
      Status.cudnn(
          cudnn.cudnnFindConvolutionForwardAlgorithmEx(
              handle,
              image,
              x.memory(),
              filter,
              w.memory(),
              geometry,
              output,
              y.memory(),
              CANDIDATES,
              found,
              best,
              trials.memory(),
              WORKSPACE));
      requireFound(found);
    }
    int algorithm = best.algo();
    long bytes = best.memory();
    var room = keep(best.status(), bytes, best.mathType());
    return DeviceCall.of(
        List.of(x, w, y, room),
        () ->
            Status.cudnn(
                cudnn.cudnnConvolutionForward(
                    handle,
                    one,
                    image,
                    x.memory(),
                    filter,
                    w.memory(),
                    geometry,
                    algorithm,
                    room.memory(),
                    bytes,
                    zero,
                    output,
                    y.memory())),
        y);
  }

  private Contender inputGradient(DeviceArray dy, DeviceArray w) {
    var dx = result(op.input().elements());
    var best = new cudnnConvolutionBwdDataAlgoPerf_t(CANDIDATES);
    try (var trials = workspace(WORKSPACE);
        var found = new IntPointer(1)) {
      Status.cudnn(
          cudnn.cudnnFindConvolutionBackwardDataAlgorithmEx(
              handle,
              filter,
              w.memory(),
              output,
              dy.memory(),
              geometry,
              image,
              dx.memory(),
              CANDIDATES,
              found,
              best,
              trials.memory(),
              WORKSPACE));
      requireFound(found);
    }
    int algorithm = best.algo();
    long bytes = best.memory();
    var room = keep(best.status(), bytes, best.mathType());
    return DeviceCall.of(
        List.of(dy, w, dx, room),
        () ->
            Status.cudnn(
                cudnn.cudnnConvolutionBackwardData(
                    handle,
                    one,
                    filter,
                    w.memory(),
                    output,
                    dy.memory(),
                    geometry,
                    algorithm,
                    room.memory(),
                    bytes,
                    zero,
                    image,
                    dx.memory())),
        dx);
  }

  private Contender weightGradient(DeviceArray x, DeviceArray dy) {
    var dw = result(op.weights().elements());
    var best = new cudnnConvolutionBwdFilterAlgoPerf_t(CANDIDATES);
    try (var trials = workspace(WORKSPACE);
        var found = new IntPointer(1)) {
      Status.cudnn(
          cudnn.cudnnFindConvolutionBackwardFilterAlgorithmEx(
              handle,
              image,
              x.memory(),
              output,
              dy.memory(),
              geometry,
              filter,
              dw.memory(),
              CANDIDATES,
              found,
              best,
              trials.memory(),
              WORKSPACE));
      requireFound(found);
    }
    int algorithm = best.algo();
    long bytes = best.memory();
    var room = keep(best.status(), bytes, best.mathType());
    int taps = op.rows().kernel() * op.columns().kernel() * op.channels();
    return DeviceCall.of(
        List.of(x, dy, dw, room),
        () ->
            Status.cudnn(
                cudnn.cudnnConvolutionBackwardFilter(
                    handle,
                    one,
                    image,
                    x.memory(),
                    output,
                    dy.memory(),
                    geometry,
                    algorithm,
                    room.memory(),
                    bytes,
                    zero,
                    filter,
                    dw.memory())),
        dw,
        values -> transposed(values, op.filters(), taps));
  }
}
