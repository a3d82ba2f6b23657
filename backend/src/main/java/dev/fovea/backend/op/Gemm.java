package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * General matrix product, row-major, batched: {@code y[i] = activation(alpha · op(a[i]) · op(b[i])
 * + beta · y[i] + bias + addend)}, with {@code op(a)}: {@code [m,k]}, {@code op(b)}: {@code [k,n]},
 * {@code y}: {@code [m,n]}. When beta is 0, y is never read: it may hold NaN.
 *
 * @param batch matrices multiplied
 * @param m rows of y
 * @param n columns of y
 * @param k columns of op(a); with 0 the product is zero
 * @param transposeA whether a is stored {@code [k,m]}
 * @param transposeB whether b is stored {@code [n,k]}
 * @param strideA elements between rows of a as stored (its leading dimension)
 * @param strideB elements between rows of b as stored
 * @param strideY elements between rows of y
 * @param batchStrideA elements between matrices of a; 0 uses one matrix for the whole batch
 * @param batchStrideB elements between matrices of b; 0 uses one matrix for the whole batch
 * @param batchStrideY elements between matrices of y
 * @param alpha factor of the product
 * @param beta factor of y's old value
 */
public record Gemm(
    int batch,
    int m,
    int n,
    int k,
    boolean transposeA,
    boolean transposeB,
    int strideA,
    int strideB,
    int strideY,
    long batchStrideA,
    long batchStrideB,
    long batchStrideY,
    float alpha,
    float beta)
    implements Operation {

  /** Checks sizes and strides. */
  public Gemm {
    require(
        batch >= 1 && m >= 1 && n >= 1 && k >= 0,
        "gemm: sizes must be positive: batch=%d, m=%d, n=%d, k=%d",
        batch,
        m,
        n,
        k);
    require(
        strideA >= (transposeA ? m : k),
        "gemm: row stride of a shorter than a row: strideA=%d, row=%d",
        strideA,
        transposeA ? m : k);
    require(
        strideB >= (transposeB ? k : n),
        "gemm: row stride of b shorter than a row: strideB=%d, row=%d",
        strideB,
        transposeB ? k : n);
    require(strideY >= n, "gemm: row stride of y shorter than a row: strideY=%d, n=%d", strideY, n);
    require(
        batchStrideA >= 0 && batchStrideB >= 0,
        "gemm: batch strides must not be negative: a=%d, b=%d",
        batchStrideA,
        batchStrideB);
    require(
        batch == 1 || batchStrideY >= (long) (m - 1) * strideY + n,
        "gemm: matrices of y overlap: batchStrideY=%d, matrix=%d",
        batchStrideY,
        (long) (m - 1) * strideY + n);
  }

  /** {@code y[m,n] = a[m,k] · b[k,n]}, dense. */
  public static Gemm of(int m, int n, int k) {
    return of(m, n, k, false, false);
  }

  /** The same with a stored {@code [k,m]} or b stored {@code [n,k]}. */
  public static Gemm of(int m, int n, int k, boolean transposeA, boolean transposeB) {
    return new Gemm(
        1,
        m,
        n,
        k,
        transposeA,
        transposeB,
        transposeA ? m : k,
        transposeB ? k : n,
        n,
        (long) m * k,
        (long) k * n,
        (long) m * n,
        1,
        0);
  }

  /** The same over a batch of dense matrices. */
  public Gemm batched(int batch) {
    return new Gemm(
        batch,
        m,
        n,
        k,
        transposeA,
        transposeB,
        strideA,
        strideB,
        strideY,
        aMatrix(),
        bMatrix(),
        (long) m * strideY,
        alpha,
        beta);
  }

  /** The same with other factors. */
  public Gemm scaled(float alpha, float beta) {
    return new Gemm(
        batch,
        m,
        n,
        k,
        transposeA,
        transposeB,
        strideA,
        strideB,
        strideY,
        batchStrideA,
        batchStrideB,
        batchStrideY,
        alpha,
        beta);
  }

  /** The same with other distances between rows, matrices dense after each other. */
  public Gemm strided(int strideA, int strideB, int strideY) {
    long rowsA = transposeA ? k : m;
    long rowsB = transposeB ? n : k;
    return new Gemm(
        batch,
        m,
        n,
        k,
        transposeA,
        transposeB,
        strideA,
        strideB,
        strideY,
        rowsA * strideA,
        rowsB * strideB,
        (long) m * strideY,
        alpha,
        beta);
  }

  private long aMatrix() {
    return (long) (transposeA ? k : m) * strideA;
  }

  private long bMatrix() {
    return (long) (transposeB ? n : k) * strideB;
  }

  /** Elements that a must hold at least. */
  public long aLength() {
    return extent(batchStrideA, transposeA ? k : m, strideA, transposeA ? m : k);
  }

  /** Elements that b must hold at least. */
  public long bLength() {
    return extent(batchStrideB, transposeB ? n : k, strideB, transposeB ? k : n);
  }

  /** Elements that y, and an addend, must hold at least. */
  public long yLength() {
    return extent(batchStrideY, m, strideY, n);
  }

  private long extent(long batchStride, long rows, long stride, long row) {
    return rows == 0 || row == 0 ? 0 : (batch - 1) * batchStride + (rows - 1) * stride + row;
  }

  /** Floating-point operations: two for each multiply-add. */
  public long flops() {
    return 2L * batch * m * n * k;
  }

  @Override
  public String operation() {
    return "gemm";
  }
}
