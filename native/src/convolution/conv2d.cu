// Convolution, forward: a product of patches [pixels, taps] and filters [taps, F].

#include "convolution/conv2d.cuh"
#include "convolution/winograd.cuh"
#include "product/product.cuh"

namespace fovea {

namespace {

/** A part for each group. */
struct ForwardProblem {
  using A = PatchesByPixel;
  using B = Matrix<false>;

  Patches patches;
  const float* x;
  const float* w;
  Epilogue epilogue;
  int groups;
  int groupChannels;
  int groupFilters;

  ProductSizes sizes() const { return {groups, patches.pixels(), groupFilters, patches.taps()}; }

  __device__ Part<A, B, DenseRows> part(int group) const {
    int firstFilter = group * groupFilters;
    int filters = groups * groupFilters;
    return {patches.pixels(),
            groupFilters,
            {patches, x + group * groupChannels, patches.taps()},
            {w + firstFilter, groupFilters, patches.taps(), filters},
            {filters},
            epilogue.at(firstFilter, firstFilter)};
  }
};

ForwardProblem forwardProblem(const fovea_conv2d& op, const float* x, const float* w, const Epilogue& epilogue) {
  return {inputPatches(op), x, w, epilogue, op.groups, groupChannels(op), groupFilters(op)};
}

fovea_gemm pointwiseForward(const fovea_conv2d& op) {
  return denseGemm(outputPixels(op), op.filters, op.channels, false, false, op.precision);
}

}  // namespace

}  // namespace fovea

size_t fovea_conv2d_workspace(const fovea_conv2d* op) {
  if (fovea::isDepthwise(*op)) {
    return 0;
  }
  if (fovea::isPointwise(*op)) {
    fovea_gemm gemm = fovea::pointwiseForward(*op);
    return fovea_gemm_workspace(&gemm);
  }
  if (fovea::usesWinograd(*op)) {
    return fovea::winogradWorkspace(*op);
  }
  return fovea::workspaceOf(fovea::forwardProblem(*op, nullptr, nullptr, {}).sizes());
}

cudaError_t fovea_conv2d_float32(const fovea_conv2d* op, const float* x, const float* w, const fovea_epilogue* epilogue, float* y,
                                 void* workspace, cudaStream_t stream) {
  if (fovea::isDepthwise(*op)) {
    return fovea::depthwise(*op, x, w, epilogue, y, stream);
  }
  if (fovea::isPointwise(*op)) {
    fovea_gemm gemm = fovea::pointwiseForward(*op);
    return fovea_gemm_float32(&gemm, x, w, epilogue, y, workspace, stream);
  }
  if (fovea::usesWinograd(*op)) {
    return fovea::winograd(*op, x, w, epilogue, y, workspace, stream);
  }
  fovea::Epilogue stored = fovea::makeEpilogue(epilogue, y);
  bool filterPacks = fovea::divisibleForPacks(fovea::groupFilters(*op));
  bool operandPacks = filterPacks && fovea::divisibleForPacks(fovea::groupChannels(*op)) && fovea::alignedForPacks(x, w);
  return fovea::product(stream, fovea::forwardProblem(*op, x, w, stored), op->precision, operandPacks,
                        filterPacks && fovea::storesPacks(stored), workspace);
}
