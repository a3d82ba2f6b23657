package dev.fovea.bench.peers;

import dev.fovea.backend.op.Gemm;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.mkl.global.mkl_rt;

/** Intel's Math Kernel Library through Bytedeco's bindings. */
final class Mkl extends Blas {
  @Override
  public String id() {
    return "mkl";
  }

  @Override
  public String version() {
    Loader.load(mkl_rt.class);
    try (var version = new mkl_rt.MKLVersion()) {
      mkl_rt.MKL_Get_Version(version);
      return version.MajorVersion()
          + "."
          + version.MinorVersion()
          + "."
          + version.UpdateVersion()
          + ", "
          + version.Processor().getString();
    }
  }

  @Override
  void setThreads(int count) {
    mkl_rt.MKL_Set_Num_Threads(count);
  }

  @Override
  void product(
      Gemm op, int transposeA, int transposeB, FloatPointer a, FloatPointer b, FloatPointer y) {
    mkl_rt.cblas_sgemm(
        ROW_MAJOR,
        transposeA,
        transposeB,
        op.m(),
        op.n(),
        op.k(),
        1,
        a,
        op.strideA(),
        b,
        op.strideB(),
        0,
        y,
        op.strideY());
  }
}
