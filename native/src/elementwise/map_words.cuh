// Functions of a random word and elements at the same place.
#pragma once

#include "common/launch.cuh"
#include "common/pack.cuh"
#include "elementwise/philox.cuh"

namespace fovea {

/** y[i] = f(word of i, x[i]...), one thread to the four elements of a block of words. */
template <bool Packs, typename Function, typename... Inputs>
__global__ void mapWordsKernel(Function f, Philox philox, int64_t length, float* y, const Inputs*... x) {
  constexpr int width = 4;
  for (int64_t block = globalThread(); block * width < length; block += globalThreads()) {
    Words words = philox.block(block);
    int64_t first = block * width;
    if (Packs && first + width <= length) {
      Pack<width> result;
      auto apply = [&](const auto&... inputs) {
#pragma unroll
        for (int j = 0; j < width; j++) {
          result[j] = f(words.values[j], inputs[j]...);
        }
      };
      apply(loadPack<width>(x + first)...);
      storePack(y + first, result);
    } else {
#pragma unroll
      for (int j = 0; j < width; j++) {
        if (first + j < length) {
          y[first + j] = f(words.values[j], x[first + j]...);
        }
      }
    }
  }
}

/** y[i] = f(word of i, x[i]...), i < length; y may be any of x. */
template <typename Function, typename... Inputs>
cudaError_t mapWords(cudaStream_t stream, const Philox& philox, int64_t length, const Function& f, float* y, const Inputs*... x) {
  constexpr int threads = 256;
  unsigned grid = gridFor(ceilDiv<int64_t>(length, 4), threads);
  auto kernel = alignedForPacks(y, x...) ? &mapWordsKernel<true, Function, Inputs...> : &mapWordsKernel<false, Function, Inputs...>;
  return launch(stream, kernel, grid, threads, 0, f, philox, length, y, x...);
}

}  // namespace fovea
