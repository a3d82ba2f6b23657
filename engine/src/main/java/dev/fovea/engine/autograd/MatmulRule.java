package dev.fovea.engine.autograd;

import dev.fovea.backend.Epilogue;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Gemm;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/** {@code y[…,m,n] = a[…,m,k] · b[…,k,n]}, the axes before the last two being a batch. */
record MatmulRule(Tensor a, Tensor b) implements Rule {
  MatmulRule {
    Shape left = a.shape();
    Shape right = b.shape();
    int rank = left.rank();
    ShapeException.require(
        rank >= 2
            && rank == right.rank()
            && left.size(-1) == right.size(-2)
            && left.without(-1, -2).equals(right.without(-1, -2)),
        "matmul: shapes must be […,m,k] and […,k,n]: a=%s, b=%s",
        left,
        right);
  }

  private Gemm product(int m, int n, int k, boolean transposeA, boolean transposeB) {
    int batch = Math.toIntExact(a.shape().elements(0, a.shape().rank() - 2));
    return Gemm.of(m, n, k, transposeA, transposeB).batched(batch);
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(a, b);
  }

  @Override
  public Tensor forward() {
    var y = a.emptyLike(a.shape().with(-1, b.shape().size(-1)));
    var gemm = product(a.shape().size(-2), b.shape().size(-1), a.shape().size(-1), false, false);
    a.backend().gemm(gemm, a.buffer(), b.buffer(), Epilogue.NONE, y.buffer());
    return y;
  }

  @Override
  public void pullback(Tensor y, Tensor dy) {
    var backend = a.backend();
    int m = a.shape().size(-2);
    int n = b.shape().size(-1);
    int k = a.shape().size(-1);
    Gradients.add(
        a,
        da ->
            backend.gemm(
                product(m, k, n, false, true), dy.buffer(), b.buffer(), Epilogue.NONE, da));
    Gradients.add(
        b,
        db ->
            backend.gemm(
                product(k, n, m, true, false), a.buffer(), dy.buffer(), Epilogue.NONE, db));
  }
}
