// Functions of elements at the same place.
#pragma once

#include "common/launch.cuh"
#include "common/pack.cuh"

namespace fovea {

/** y[i] = f(x[i]...), packs of Width first, then what is left. */
template <int Width, typename Function, typename... Inputs>
__global__ void mapKernel(Function f, int64_t length, float* y, const Inputs*... x) {
  int64_t packs = length / Width;
  for (int64_t i = globalThread(); i < packs; i += globalThreads()) {
    Pack<Width> result;
    auto apply = [&](const auto&... inputs) {
#pragma unroll
      for (int j = 0; j < Width; j++) {
        result[j] = f(inputs[j]...);
      }
    };
    apply(loadPack<Width>(x + i * Width)...);
    storePack(y + i * Width, result);
  }
  for (int64_t i = packs * Width + globalThread(); i < length; i += globalThreads()) {
    y[i] = f(x[i]...);
  }
}

/** y[i] = f(x[i]...), i < length; y may be any of x. */
template <typename Function, typename... Inputs>
cudaError_t map(cudaStream_t stream, int64_t length, const Function& f, float* y, const Inputs*... x) {
  constexpr int threads = 256;
  if (alignedForPacks(y, x...)) {
    return launch(stream, &mapKernel<4, Function, Inputs...>, gridFor(ceilDiv<int64_t>(length, 4), threads), threads, 0, f, length, y,
                  x...);
  }
  return launch(stream, &mapKernel<1, Function, Inputs...>, gridFor(length, threads), threads, 0, f, length, y, x...);
}

}  // namespace fovea
