package dev.fovea.bench.peers;

import dev.fovea.backend.op.Gemm;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/** OpenBLAS through Bytedeco's bindings. */
final class OpenBlas extends Blas {
  private NativeThreads threads;

  @Override
  public String id() {
    return "openblas";
  }

  @Override
  public String version() {
    load();
    return threads.text("openblas_get_config");
  }

  private void load() {
    if (threads == null) {
      threads =
          new NativeThreads(
              Loader.load(openblas_nolapack.class),
              "libopenblas_nolapack.so.0",
              "openblas_set_num_threads");
    }
  }

  @Override
  void setThreads(int count) {
    load();
    threads.set(count);
  }

  @Override
  void product(
      Gemm op, int transposeA, int transposeB, FloatPointer a, FloatPointer b, FloatPointer y) {
    openblas_nolapack.cblas_sgemm(
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
