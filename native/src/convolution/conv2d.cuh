// Geometry that the passes of a convolution share.
#pragma once

#include "fovea_kernels.h"
#include "convolution/patches.cuh"

namespace fovea {

inline int groupChannels(const fovea_conv2d& op) { return op.channels / op.groups; }
inline int groupFilters(const fovea_conv2d& op) { return op.filters / op.groups; }
inline int kernelCells(const fovea_conv2d& op) { return op.kernel_height * op.kernel_width; }
inline int outputPixels(const fovea_conv2d& op) { return op.n * op.output_height * op.output_width; }

/** One channel for each filter: no products to share, kernels of their own. */
inline bool isDepthwise(const fovea_conv2d& op) { return op.groups == op.channels && op.groups > 1; }

/** A matrix product of pixels and filters as they lie in memory. */
inline bool isPointwise(const fovea_conv2d& op) {
  return op.kernel_height == 1 && op.kernel_width == 1 && op.stride_height == 1 && op.stride_width == 1 && op.groups == 1 &&
         op.output_height == op.height && op.output_width == op.width && op.top == 0 && op.left == 0;
}

/** The patches that the filters see. */
inline Patches inputPatches(const fovea_conv2d& op) {
  WindowAxis rows{op.height, op.output_height, op.kernel_height, -op.top, op.stride_height, op.dilation_height};
  WindowAxis columns{op.width, op.output_width, op.kernel_width, -op.left, op.stride_width, op.dilation_width};
  return {op.n, rows, columns, op.channels, groupChannels(op), op.edge_padding != 0};
}

/** y[m,n] = op(a) · op(b), dense. */
inline fovea_gemm denseGemm(int m, int n, int k, bool transposeA, bool transposeB, fovea_precision precision) {
  fovea_gemm gemm{};
  gemm.batch = 1;
  gemm.m = m;
  gemm.n = n;
  gemm.k = k;
  gemm.transpose_a = transposeA;
  gemm.transpose_b = transposeB;
  gemm.stride_a = transposeA ? m : k;
  gemm.stride_b = transposeB ? k : n;
  gemm.stride_y = n;
  gemm.alpha = 1;
  gemm.precision = precision;
  return gemm;
}

/** The passes of a depthwise convolution; see fovea_kernels.h. */
size_t depthwiseWeightGradientWorkspace(const fovea_conv2d& op);
cudaError_t depthwise(const fovea_conv2d& op, const float* x, const float* w, const fovea_epilogue* epilogue, float* y,
                      cudaStream_t stream);
cudaError_t depthwiseInputGradient(const fovea_conv2d& op, const float* dy, const float* w, const fovea_epilogue* epilogue, float* dx,
                                   cudaStream_t stream);
cudaError_t depthwiseWeightGradient(const fovea_conv2d& op, const float* x, const float* dy, float* dw, void* workspace,
                                    cudaStream_t stream);

}  // namespace fovea
