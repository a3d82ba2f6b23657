package dev.fovea.bench.peers.cuda;

import dev.fovea.backend.Precision;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;

/**
 * How the libraries hold and multiply factors in one of Fovea's precisions.
 *
 * @param halved whether factors lie in memory as bfloat16: the libraries' best, and Fovea's
 *     rounding
 * @param product compute type of cuBLAS
 * @param math type of cuDNN: may tensor cores round float32 to TF32?
 */
record Format(boolean halved, int product, int math) {
  static Format of(Precision precision) {
    return switch (precision) {
      case FLOAT32, STRICT_FLOAT32 ->
          new Format(false, cublas.CUBLAS_COMPUTE_32F, cudnn.CUDNN_FMA_MATH);
      case TF32 -> new Format(false, cublas.CUBLAS_COMPUTE_32F_FAST_TF32, cudnn.CUDNN_DEFAULT_MATH);
      case BFLOAT16 -> new Format(true, cublas.CUBLAS_COMPUTE_32F, cudnn.CUDNN_DEFAULT_MATH);
    };
  }

  /** Element type of factors in cuBLAS. */
  int factor() {
    return halved ? cudart.CUDA_R_16BF : cudart.CUDA_R_32F;
  }

  /** Element type of factors and results in cuDNN. */
  int element() {
    return halved ? cudnn.CUDNN_DATA_BFLOAT16 : cudnn.CUDNN_DATA_FLOAT;
  }
}
