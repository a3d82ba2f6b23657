package dev.fovea.bench.peers.cuda;

import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;

/** The gate that every status of the three libraries goes through. */
final class Status {
  private Status() {}

  static void cuda(int status) {
    if (status != 0) {
      throw new IllegalStateException("cuda: " + cudart.cudaGetErrorString(status).getString());
    }
  }

  static void cublas(int status) {
    if (status != 0) {
      throw new IllegalStateException(
          "cublas: " + cublas.cublasGetStatusString(status).getString());
    }
  }

  static void cudnn(int status) {
    if (status != 0) {
      throw new IllegalStateException("cudnn: " + cudnn.cudnnGetErrorString(status).getString());
    }
  }
}
