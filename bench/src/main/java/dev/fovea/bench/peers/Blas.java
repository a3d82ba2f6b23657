package dev.fovea.bench.peers;

import dev.fovea.backend.op.Gemm;
import dev.fovea.bench.work.Contender;
import dev.fovea.bench.work.GemmWork;
import dev.fovea.bench.work.Work;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;

/** What OpenBLAS and MKL share: the same {@code cblas_sgemm}. */
abstract class Blas implements Peer {
  /** {@code CblasRowMajor}. */
  static final int ROW_MAJOR = 101;

  private static final int PLAIN = 111;
  private static final int TRANSPOSED = 112;

  /** Sets the threads of the calls that follow. */
  abstract void setThreads(int threads);

  /** {@code cblas_sgemm}, row-major, alpha 1, beta 0. */
  abstract void product(
      Gemm op, int transposeA, int transposeB, FloatPointer a, FloatPointer b, FloatPointer y);

  @Override
  public boolean takes(Work work) {
    return work instanceof GemmWork gemm && gemm.op().batch() == 1;
  }

  @Override
  public Contender prepare(Work work, List<MemorySegment> inputs, int threads) {
    return new Product(((GemmWork) work).op(), inputs, threads);
  }

  private final class Product implements Contender {
    private final Arena arena = Arena.ofShared();
    private final Gemm op;
    private final int threads;
    private final FloatPointer a;
    private final FloatPointer b;
    private final MemorySegment result;
    private final FloatPointer y;

    Product(Gemm op, List<MemorySegment> inputs, int threads) {
      this.op = op;
      this.threads = threads;
      a = NativeMemory.floats(inputs.get(0));
      b = NativeMemory.floats(inputs.get(1));
      result = arena.allocate(op.yLength() * Float.BYTES, 64);
      y = NativeMemory.floats(result);
      begin();
    }

    @Override
    public void begin() {
      setThreads(threads);
    }

    @Override
    public void run() {
      product(
          op, op.transposeA() ? TRANSPOSED : PLAIN, op.transposeB() ? TRANSPOSED : PLAIN, a, b, y);
    }

    @Override
    public Optional<float[]> result() {
      return Optional.of(result.toArray(ValueLayout.JAVA_FLOAT));
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
