// Functions that change elements at the same place of several arrays.
#pragma once

#include "launch.cuh"
#include "pack.cuh"

namespace fovea {

template <int Width>
__device__ void storeBack(float* address, const Pack<Width>& pack) {
  storePack(address, pack);
}

template <int Width>
__device__ void storeBack(const float*, const Pack<Width>&) {}

/** f(arrays[i]...), packs of Width first, then what is left. */
template <int Width, typename Function, typename... Values>
__global__ void updateKernel(Function f, int64_t length, Values*... arrays) {
  int64_t packs = length / Width;
  for (int64_t i = globalThread(); i < packs; i += globalThreads()) {
    auto apply = [&](auto... values) {
#pragma unroll
      for (int j = 0; j < Width; j++) {
        f(values[j]...);
      }
      (storeBack(arrays + i * Width, values), ...);
    };
    apply(loadPack<Width>(arrays + i * Width)...);
  }
  for (int64_t i = packs * Width + globalThread(); i < length; i += globalThreads()) {
    f(arrays[i]...);
  }
}

/** f(arrays[i]...), i < length; f takes references to what it changes, and arrays of const float are only read. */
template <typename Function, typename... Values>
cudaError_t update(cudaStream_t stream, int64_t length, const Function& f, Values*... arrays) {
  constexpr int threads = 256;
  if (alignedForPacks(arrays...)) {
    return launch(stream, &updateKernel<4, Function, Values...>, gridFor(ceilDiv<int64_t>(length, 4), threads), threads, 0, f, length,
                  arrays...);
  }
  return launch(stream, &updateKernel<1, Function, Values...>, gridFor(length, threads), threads, 0, f, length, arrays...);
}

}  // namespace fovea
