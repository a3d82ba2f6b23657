package dev.fovea.bench.peers.cuda;

import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.PoolAxis;
import dev.fovea.backend.op.Window;
import dev.fovea.bench.peers.Peer;
import dev.fovea.bench.work.BatchNormWork;
import dev.fovea.bench.work.Contender;
import dev.fovea.bench.work.ConvolutionWork;
import dev.fovea.bench.work.PoolingWork;
import dev.fovea.bench.work.SoftmaxWork;
import dev.fovea.bench.work.Work;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.javacpp.Loader;

/** cuDNN, on images with channels innermost. */
public final class Cudnn implements Peer {
  private cudnnContext handle;

  @Override
  public String id() {
    return "cudnn";
  }

  @Override
  public boolean onDevice() {
    return true;
  }

  @Override
  public String version() {
    load();
    return String.valueOf(cudnn.cudnnGetVersion());
  }

  private void load() {
    if (handle == null) {
      Loader.load(cudnn.class);
      var created = new cudnnContext();
      Status.cudnn(cudnn.cudnnCreate(created));
      handle = created;
    }
  }

  @Override
  public boolean takes(Work work) {
    return switch (work) {
      case ConvolutionWork convolution -> takes(convolution.op());
      case PoolingWork pooling -> isEven(pooling.op().rows()) && isEven(pooling.op().columns());
      case BatchNormWork norm -> true;
      case SoftmaxWork softmax -> true;
      default -> false;
    };
  }

  /** One group: grouped convolutions with channels innermost are not among its algorithms. */
  private static boolean takes(Conv2d op) {
    return op.groups() == 1
        && op.padding() == Conv2d.Padding.ZERO
        && isEven(op.rows())
        && isEven(op.columns());
  }

  /** It knows one padding for both sides, and windows that don't overhang. */
  private static boolean isEven(PoolAxis axis) {
    return axis instanceof Window window && window.before() == window.after();
  }

  @Override
  public Contender prepare(Work work, List<MemorySegment> inputs, int threads) {
    load();
    var format = Format.of(BackendOptions.defaults().precision());
    return switch (work) {
      case ConvolutionWork convolution ->
          new CudnnConvolution(handle, convolution.op(), format).call(convolution.pass(), inputs);
      case PoolingWork pooling -> CudnnMemory.pooling(handle, pooling, inputs);
      case BatchNormWork norm -> CudnnMemory.batchNorm(handle, norm, inputs);
      case SoftmaxWork softmax -> CudnnMemory.softmax(handle, softmax, inputs);
      default -> throw new IllegalArgumentException("cudnn: not taken: " + work);
    };
  }
}
