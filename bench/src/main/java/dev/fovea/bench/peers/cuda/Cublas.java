package dev.fovea.bench.peers.cuda;

import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.op.Gemm;
import dev.fovea.bench.peers.Peer;
import dev.fovea.bench.work.Contender;
import dev.fovea.bench.work.GemmWork;
import dev.fovea.bench.work.Work;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.bytedeco.cuda.cublas.cublasContext;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;

/** cuBLAS: {@code cublasGemmEx}, which in float32 is its sgemm. */
public final class Cublas implements Peer {
  private cublasContext handle;

  @Override
  public String id() {
    return "cublas";
  }

  @Override
  public boolean onDevice() {
    return true;
  }

  @Override
  public String version() {
    load();
    var version = new int[1];
    Status.cublas(cublas.cublasGetVersion_v2(handle, version));
    return String.valueOf(version[0]);
  }

  private void load() {
    if (handle == null) {
      Loader.load(cublas.class);
      var created = new cublasContext();
      Status.cublas(cublas.cublasCreate_v2(created));
      handle = created;
    }
  }

  @Override
  public boolean takes(Work work) {
    return work instanceof GemmWork gemm && gemm.op().batch() == 1;
  }

  @Override
  public Contender prepare(Work work, List<MemorySegment> inputs, int threads) {
    load();
    var op = ((GemmWork) work).op();
    var format = Format.of(BackendOptions.defaults().precision());
    var a = DeviceArray.of(inputs.get(0), format.halved());
    var b = DeviceArray.of(inputs.get(1), format.halved());
    var y = new DeviceArray(op.yLength(), false);
    var one = new FloatPointer(1f);
    var zero = new FloatPointer(0f);
    return DeviceCall.of(List.of(a, b, y), () -> product(op, format, a, b, y, one, zero), y);
  }

  /** Matrices by rows are transposed matrices by columns: {@code yᵀ = bᵀ · aᵀ}. */
  private void product(
      Gemm op,
      Format format,
      DeviceArray a,
      DeviceArray b,
      DeviceArray y,
      FloatPointer one,
      FloatPointer zero) {
    Status.cublas(
        cublas.cublasGemmEx(
            handle,
            op.transposeB() ? cublas.CUBLAS_OP_T : cublas.CUBLAS_OP_N,
            op.transposeA() ? cublas.CUBLAS_OP_T : cublas.CUBLAS_OP_N,
            op.n(),
            op.m(),
            op.k(),
            one,
            b.memory(),
            format.factor(),
            op.strideB(),
            a.memory(),
            format.factor(),
            op.strideA(),
            zero,
            y.memory(),
            cudart.CUDA_R_32F,
            op.strideY(),
            format.product(),
            cublas.CUBLAS_GEMM_DEFAULT));
  }
}
