// Convolution, gradient to the filters: a product of patches [taps, pixels] and output gradients [pixels, F].

#include "convolution/conv2d.cuh"
#include "convolution/winograd.cuh"
#include "product/product.cuh"

namespace fovea {

namespace {

/** A part for each group. */
struct WeightGradientProblem {
  using A = PatchesByTap;
  using B = Matrix<false>;

  Patches patches;
  const float* x;
  const float* dy;
  Epilogue epilogue;
  int groups;
  int groupChannels;
  int groupFilters;

  ProductSizes sizes() const { return {groups, patches.taps(), groupFilters, patches.pixels()}; }

  __device__ Part<A, B, DenseRows> part(int group) const {
    int firstFilter = group * groupFilters;
    int filters = groups * groupFilters;
    return {patches.taps(),
            groupFilters,
            {patches, x + group * groupChannels, patches.pixels()},
            {dy + firstFilter, groupFilters, patches.pixels(), filters},
            {filters},
            epilogue.at(firstFilter, firstFilter)};
  }
};

WeightGradientProblem weightGradientProblem(const fovea_conv2d& op, const float* x, const float* dy, float* dw) {
  return {inputPatches(op), x, dy, makeEpilogue(nullptr, dw), op.groups, groupChannels(op), groupFilters(op)};
}

fovea_gemm pointwiseWeightGradient(const fovea_conv2d& op) {
  return denseGemm(op.channels, op.filters, outputPixels(op), true, false, op.precision);
}

}  // namespace

}  // namespace fovea

size_t fovea_conv2d_weight_gradient_workspace(const fovea_conv2d* op) {
  if (fovea::isDepthwise(*op)) {
    return fovea::depthwiseWeightGradientWorkspace(*op);
  }
  if (fovea::isPointwise(*op)) {
    fovea_gemm gemm = fovea::pointwiseWeightGradient(*op);
    return fovea_gemm_workspace(&gemm);
  }
  if (fovea::weightGradientUsesWinograd(*op)) {
    return fovea::winogradWeightGradientWorkspace(*op);
  }
  return fovea::workspaceOf(fovea::weightGradientProblem(*op, nullptr, nullptr, nullptr).sizes());
}

cudaError_t fovea_conv2d_weight_gradient_float32(const fovea_conv2d* op, const float* x, const float* dy, float* dw, void* workspace,
                                                 cudaStream_t stream) {
  if (fovea::isDepthwise(*op)) {
    return fovea::depthwiseWeightGradient(*op, x, dy, dw, workspace, stream);
  }
  if (fovea::isPointwise(*op)) {
    fovea_gemm gemm = fovea::pointwiseWeightGradient(*op);
    return fovea_gemm_float32(&gemm, x, dy, nullptr, dw, workspace, stream);
  }
  if (fovea::weightGradientUsesWinograd(*op)) {
    return fovea::winogradWeightGradient(*op, x, dy, dw, workspace, stream);
  }
  bool filterPacks = fovea::divisibleForPacks(fovea::groupFilters(*op));
  bool operandPacks = filterPacks && fovea::divisibleForPacks(fovea::groupChannels(*op)) && fovea::alignedForPacks(x, dy);
  return fovea::product(stream, fovea::weightGradientProblem(*op, x, dy, dw), op->precision, operandPacks,
                        filterPacks && fovea::alignedForPacks(dw), workspace);
}
