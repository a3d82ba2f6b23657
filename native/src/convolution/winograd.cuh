// 3×3 convolutions of stride 1 with fewer multiplications.
#pragma once

#include "fovea_kernels.h"

namespace fovea {

/** Whether the forward pass, or the gradient to the input or the filters, may and should go through Winograd's transforms. */
bool usesWinograd(const fovea_conv2d& op);
bool inputGradientUsesWinograd(const fovea_conv2d& op);
bool weightGradientUsesWinograd(const fovea_conv2d& op);

/** Bytes of workspace. */
size_t winogradWorkspace(const fovea_conv2d& op);
size_t winogradInputGradientWorkspace(const fovea_conv2d& op);
size_t winogradWeightGradientWorkspace(const fovea_conv2d& op);

/** The passes; see fovea_kernels.h. */
cudaError_t winograd(const fovea_conv2d& op, const float* x, const float* w, const fovea_epilogue* epilogue, float* y, void* workspace,
                     cudaStream_t stream);
cudaError_t winogradInputGradient(const fovea_conv2d& op, const float* dy, const float* w, const fovea_epilogue* epilogue, float* dx,
                                  void* workspace, cudaStream_t stream);
cudaError_t winogradWeightGradient(const fovea_conv2d& op, const float* x, const float* dy, float* dw, void* workspace,
                                   cudaStream_t stream);

}  // namespace fovea
