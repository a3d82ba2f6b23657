package dev.fovea.bench.peers.cuda;

import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.Window;
import dev.fovea.bench.work.BatchNormWork;
import dev.fovea.bench.work.Contender;
import dev.fovea.bench.work.NormPass;
import dev.fovea.bench.work.PoolingWork;
import dev.fovea.bench.work.SoftmaxWork;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.cuda.cudnn.cudnnPoolingStruct;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.javacpp.FloatPointer;

/** Pooling, batch normalisation and softmax, in float32. */
@SuppressWarnings("deprecation") // as CudnnConvolution
final class CudnnMemory {
  private static final FloatPointer ONE = new FloatPointer(1f);
  private static final FloatPointer ZERO = new FloatPointer(0f);

  private CudnnMemory() {}

  /** Images with channels innermost; cuDNN's order of sizes is another one. */
  static cudnnTensorStruct tensor(int element, int n, int channels, int height, int width) {
    var tensor = new cudnnTensorStruct();
    Status.cudnn(cudnn.cudnnCreateTensorDescriptor(tensor));
    Status.cudnn(
        cudnn.cudnnSetTensor4dDescriptor(
            tensor, cudnn.CUDNN_TENSOR_NHWC, element, n, channels, height, width));
    return tensor;
  }

  private static cudnnTensorStruct floats(int n, int channels, int height, int width) {
    return tensor(cudnn.CUDNN_DATA_FLOAT, n, channels, height, width);
  }

  private static DeviceArray like(long elements) {
    return new DeviceArray(elements, false);
  }

  static Contender pooling(cudnnContext handle, PoolingWork work, List<MemorySegment> inputs) {
    var op = work.op();
    var image = floats(op.n(), op.channels(), op.rows().size(), op.columns().size());
    var output = floats(op.n(), op.channels(), op.rows().output(), op.columns().output());
    var geometry = geometry(op);
    if (!work.gradient()) {
      var x = DeviceArray.of(inputs.get(0), false);
      var y = like(op.output().elements());
      return DeviceCall.of(
          List.of(x, y),
          () ->
              Status.cudnn(
                  cudnn.cudnnPoolingForward(
                      handle, geometry, ONE, image, x.memory(), ZERO, output, y.memory())),
          y);
    }
    // It finds maxima anew from x and y, where Fovea reads indices: values that Fovea did not see.
    var dy = DeviceArray.of(inputs.get(0), false);
    var x = DeviceArray.of(ramp(op.input().elements()), false);
    var y = like(op.output().elements());
    var dx = like(op.input().elements());
    Status.cudnn(
        cudnn.cudnnPoolingForward(
            handle, geometry, ONE, image, x.memory(), ZERO, output, y.memory()));
    return DeviceCall.of(
        List.of(dy, x, y, dx),
        () ->
            Status.cudnn(
                cudnn.cudnnPoolingBackward(
                    handle,
                    geometry,
                    ONE,
                    output,
                    y.memory(),
                    output,
                    dy.memory(),
                    image,
                    x.memory(),
                    ZERO,
                    image,
                    dx.memory())),
        op.kind() == Pool2d.Kind.MAX ? null : dx);
  }

  private static cudnnPoolingStruct geometry(Pool2d op) {
    var rows = (Window) op.rows();
    var columns = (Window) op.columns();
    int average =
        op.countPadding()
            ? cudnn.CUDNN_POOLING_AVERAGE_COUNT_INCLUDE_PADDING
            : cudnn.CUDNN_POOLING_AVERAGE_COUNT_EXCLUDE_PADDING;
    var geometry = new cudnnPoolingStruct();
    Status.cudnn(cudnn.cudnnCreatePoolingDescriptor(geometry));
    Status.cudnn(
        cudnn.cudnnSetPooling2dDescriptor(
            geometry,
            op.kind() == Pool2d.Kind.MAX ? cudnn.CUDNN_POOLING_MAX : average,
            cudnn.CUDNN_PROPAGATE_NAN,
            rows.kernel(),
            columns.kernel(),
            rows.before(),
            columns.before(),
            rows.stride(),
            columns.stride()));
    return geometry;
  }

  /** Values without order, so that maxima lie anywhere. */
  private static float[] ramp(long length) {
    var values = new float[Math.toIntExact(length)];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 0x9e3779b9 * 0x1p-31f;
    }
    return values;
  }

  static Contender batchNorm(cudnnContext handle, BatchNormWork work, List<MemorySegment> inputs) {
    var op = work.op();
    var image = floats(1, op.channels(), op.rows(), 1);
    var perChannel = floats(1, op.channels(), 1, 1);
    int mode =
        work.pass() == NormPass.INFERENCE
            ? cudnn.CUDNN_BATCHNORM_SPATIAL
            : cudnn.CUDNN_BATCHNORM_SPATIAL_PERSISTENT;
    var in = inputs.stream().map(values -> DeviceArray.of(values, false)).toList();
    var y = like(op.length());
    var first = like(op.channels());
    var second = like(op.channels());
    var all = new ArrayList<>(in);
    all.addAll(List.of(y, first, second));
    Runnable call =
        switch (work.pass()) {
          case INFERENCE -> // x, gamma, beta, mean, variance
              () ->
                  Status.cudnn(
                      cudnn.cudnnBatchNormalizationForwardInference(
                          handle,
                          mode,
                          ONE,
                          ZERO,
                          image,
                          in.get(0).memory(),
                          image,
                          y.memory(),
                          perChannel,
                          in.get(1).memory(),
                          in.get(2).memory(),
                          in.get(3).memory(),
                          in.get(4).memory(),
                          op.epsilon()));
          case TRAINING ->
              () ->
                  Status.cudnn(
                      cudnn.cudnnBatchNormalizationForwardTraining(
                          handle,
                          mode,
                          ONE,
                          ZERO,
                          image,
                          in.get(0).memory(),
                          image,
                          y.memory(),
                          perChannel,
                          in.get(1).memory(),
                          in.get(2).memory(),
                          op.momentum(),
                          in.get(3).memory(),
                          in.get(4).memory(),
                          op.epsilon(),
                          first.memory(),
                          second.memory()));
          case GRADIENT -> // x, dy, gamma, mean, inverse deviation
              () ->
                  Status.cudnn(
                      cudnn.cudnnBatchNormalizationBackward(
                          handle,
                          mode,
                          ONE,
                          ZERO,
                          ONE,
                          ZERO,
                          image,
                          in.get(0).memory(),
                          image,
                          in.get(1).memory(),
                          image,
                          y.memory(),
                          perChannel,
                          in.get(2).memory(),
                          first.memory(),
                          second.memory(),
                          op.epsilon(),
                          in.get(3).memory(),
                          in.get(4).memory()));
        };
    return DeviceCall.of(all, call, y);
  }

  static Contender softmax(cudnnContext handle, SoftmaxWork work, List<MemorySegment> inputs) {
    var op = work.op();
    var rows = floats(op.rows(), op.classes(), 1, 1);
    int algorithm = op.logarithm() ? cudnn.CUDNN_SOFTMAX_LOG : cudnn.CUDNN_SOFTMAX_ACCURATE;
    int mode = cudnn.CUDNN_SOFTMAX_MODE_INSTANCE;
    var first = DeviceArray.of(inputs.get(0), false);
    var result = like(op.length());
    if (!work.gradient()) {
      return DeviceCall.of(
          List.of(first, result),
          () ->
              Status.cudnn(
                  cudnn.cudnnSoftmaxForward(
                      handle,
                      algorithm,
                      mode,
                      ONE,
                      rows,
                      first.memory(),
                      ZERO,
                      rows,
                      result.memory())),
          result);
    }
    var dy = DeviceArray.of(inputs.get(1), false);
    return DeviceCall.of(
        List.of(first, dy, result),
        () ->
            Status.cudnn(
                cudnn.cudnnSoftmaxBackward(
                    handle,
                    algorithm,
                    mode,
                    ONE,
                    rows,
                    first.memory(),
                    rows,
                    dy.memory(),
                    ZERO,
                    rows,
                    result.memory())),
        result);
  }
}
