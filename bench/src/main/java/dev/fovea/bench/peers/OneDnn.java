package dev.fovea.bench.peers;

import dev.fovea.bench.work.Contender;
import dev.fovea.bench.work.ConvolutionWork;
import dev.fovea.bench.work.GemmWork;
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
      default -> false;
    };
  }

  @Override
  public Contender prepare(Work work, List<MemorySegment> inputs, int count) {
    load();
    threads.set(count); // it plans for the threads that it finds
    var primitive =
        switch (work) {
          case GemmWork gemm -> DnnlMatmul.of(library, gemm.op(), inputs);
          case ConvolutionWork convolution -> DnnlConvolution.of(library, convolution, inputs);
          default -> throw new IllegalArgumentException(work.toString());
        };
    return new DnnlCall(library, threads::set, count, primitive.description(), primitive.tensors());
  }
}
