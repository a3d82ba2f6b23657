// Rows of [rows, length] that are each worked on by some threads of a block.
#pragma once

#include <cstring>

#include "common/launch.cuh"
#include "common/merge.cuh"
#include "common/pack.cuh"

namespace fovea {

constexpr int rowThreads = 256;
constexpr int warpThreads = 32;
constexpr size_t largestState = 16;

/** Shared memory of each kernel over rows: a state of each warp. */
constexpr size_t rowSharedBytes = rowThreads / warpThreads * largestState;

/** The value of the lane whose number differs in these bits. */
template <typename T>
__device__ T shuffleXor(const T& value, int bits) {
  static_assert(sizeof(T) % sizeof(unsigned) == 0);
  constexpr int count = sizeof(T) / sizeof(unsigned);
  unsigned words[count];
  std::memcpy(words, &value, sizeof(T));
#pragma unroll
  for (int i = 0; i < count; i++) {
    words[i] = __shfl_xor_sync(0xffffffffU, words[i], bits);
  }
  T other;
  std::memcpy(&other, words, sizeof(T));
  return other;
}

/** The threads that share a row: a power of two within a warp, or the block. */
struct Team {
  int width;

  __device__ int rank() const { return static_cast<int>(threadIdx.x) & (width - 1); }
  __device__ int number() const { return static_cast<int>(threadIdx.x) / width; }
  __host__ __device__ int perBlock() const { return rowThreads / width; }

  /** The merged values of all threads of the team, for each of them, in a fixed order. The whole block must call it. */
  template <typename T, typename Merge>
  __device__ T combine(T value, const Merge& merge) const {
    static_assert(sizeof(T) <= largestState);
    for (int bits = 1; bits < min(width, warpThreads); bits *= 2) {
      T other = shuffleXor(value, bits);
      value = (threadIdx.x & static_cast<unsigned>(bits)) != 0 ? merge(other, value) : merge(value, other);
    }
    if (width > warpThreads) {
      T* ofWarps = sharedMemory<T>();
      __syncthreads();  // the last call's values have been read
      if (threadIdx.x % warpThreads == 0) {
        ofWarps[threadIdx.x / warpThreads] = value;
      }
      __syncthreads();
      value = ofWarps[0];
      for (int i = 1; i < rowThreads / warpThreads; i++) {
        value = merge(value, ofWarps[i]);
      }
    }
    return value;
  }

  /** f(row, whether there is such a row), all teams of a block equally often. */
  template <typename Function>
  __device__ void forEachRow(int64_t rows, const Function& f) const {
    int64_t step = static_cast<int64_t>(gridDim.x) * perBlock();
    for (int64_t first = static_cast<int64_t>(blockIdx.x) * perBlock(); first < rows; first += step) {
      int64_t row = first + number();
      f(row, row < rows);
    }
  }

  /** f(first element of a pack), for this thread's packs of a row. */
  template <int Width, typename Function>
  __device__ void forEachPack(int64_t length, const Function& f) const {
#pragma unroll 4
    for (int64_t i = static_cast<int64_t>(rank()) * Width; i < length; i += static_cast<int64_t>(width) * Width) {
      f(i);
    }
  }
};

/** The team for rows of this length: it depends on nothing else, so neither do results. */
inline Team teamFor(int64_t length) {
  constexpr int64_t longestForWarp = 2048;
  if (length > longestForWarp) {
    return {rowThreads};
  }
  int64_t packs = length % 4 == 0 ? length / 4 : length;
  int width = 1;
  while (width < packs && width < warpThreads) {
    width *= 2;
  }
  return {width};
}

/** Starts a kernel over rows, with packs if rows begin at multiples of them. */
template <typename Kernel, typename... Arguments>
cudaError_t launchRows(cudaStream_t stream, Kernel packs, Kernel scalar, int64_t rows, int64_t length,
                       const Arguments&... arguments) {
  Team team = teamFor(length);
  Kernel kernel = length % 4 == 0 ? packs : scalar;
  return launch(stream, kernel, gridFor(rows, team.perBlock()), rowThreads, rowSharedBytes, team, rows, length, arguments...);
}

}  // namespace fovea
