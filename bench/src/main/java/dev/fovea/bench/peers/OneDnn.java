package dev.fovea.bench.peers;

import dev.fovea.bench.work.BatchNormWork;
import dev.fovea.bench.work.BinaryWork;
import dev.fovea.bench.work.Contender;
import dev.fovea.bench.work.ConvolutionWork;
import dev.fovea.bench.work.GemmWork;
import dev.fovea.bench.work.LayerNormWork;
import dev.fovea.bench.work.NetworkWork;
import dev.fovea.bench.work.PoolingWork;
import dev.fovea.bench.work.ReduceWork;
import dev.fovea.bench.work.SoftmaxWork;
import dev.fovea.bench.work.Trial;
import dev.fovea.bench.work.UnaryWork;
import dev.fovea.bench.work.Work;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/** oneDNN through Bytedeco's bindings, on its C interface. */
final class OneDnn implements Peer {
  private Dnnl library;
  private NativeThreads threads;

  @Override
  public String id() {
    return "onednn";
  }

  @Override
  public String version() {
    load();
    var version = dnnl.dnnl_version();
    return version.major() + "." + version.minor() + "." + version.patch();
  }

  private void load() {
    if (library == null) {
      threads = new NativeThreads(Loader.load(dnnl.class), "libdnnl.so.3", "omp_set_num_threads");
      library = new Dnnl();
    }
  }

  @Override
  public boolean takes(Work work) {
    return switch (work) {
      case GemmWork gemm -> gemm.op().batch() == 1;
      case ConvolutionWork convolution -> true;
      case PoolingWork pooling -> DnnlPooling.takes(pooling.op());
      case BatchNormWork norm -> true;
      case LayerNormWork norm -> true;
      case SoftmaxWork softmax -> true;
      case UnaryWork unary -> DnnlElementwise.takes(unary);
      case BinaryWork binary -> true;
      case ReduceWork reduce -> DnnlElementwise.takes(reduce.op());
      case NetworkWork network -> false;
    };
  }

  @Override
  public Contender prepare(Work work, List<MemorySegment> inputs, int count) {
    load();
    threads.set(count); // it plans for the threads that it finds
    return variants(work, inputs).stream()
        .<Contender>map(variant -> new DnnlCall(library, threads::set, count, variant))
        .reduce(Trial::faster)
        .orElseThrow();
  }

  /** The primitive, once for each layout of images that the caller must choose. */
  private List<DnnlPrimitive> variants(Work work, List<MemorySegment> inputs) {
    return switch (work) {
      case GemmWork gemm -> List.of(DnnlMatmul.of(library, gemm.op(), inputs));
      case ConvolutionWork convolution -> List.of(DnnlConvolution.of(library, convolution, inputs));
      case PoolingWork pooling -> DnnlPooling.of(library, threads::set, pooling, inputs);
      case BatchNormWork norm -> DnnlNormalization.of(library, norm, inputs);
      case LayerNormWork norm -> List.of(DnnlNormalization.of(library, norm, inputs));
      case SoftmaxWork softmax -> List.of(DnnlElementwise.of(library, softmax, inputs));
      case UnaryWork unary -> List.of(DnnlElementwise.of(library, unary, inputs));
      case BinaryWork binary -> List.of(DnnlElementwise.of(library, binary.op(), inputs));
      case ReduceWork reduce -> List.of(DnnlElementwise.of(library, reduce.op(), inputs));
      case NetworkWork network -> throw new IllegalArgumentException("onednn has no networks");
    };
  }
}
