// Picking entries along the middle of [outer, size, inner], and the gradient.

#include "common/launch.cuh"
#include "common/pack.cuh"
#include "common/strided.cuh"

namespace fovea {

namespace {

/** The indices that pick one entry form a chain, in their order: what follows each, and whether it is the first. */
struct Chain {
  int32_t* next; /* count if it is the last */
  int32_t* isFirst;
};

template <int Width>
__global__ void gatherKernel(fovea_gather op, int64_t length, const float* x, const int32_t* indices, float* y) {
  for (int64_t i = globalThread() * Width; i < length; i += globalThreads() * Width) {
    int64_t row = quotient(i, op.inner);
    int64_t o = quotient(row, op.count);
    int entry = indices[row - o * op.count];
    Pack<Width> values;
    if (entry >= 0 && entry < op.size) {
      values = loadPack<Width>(x + (o * op.size + entry) * op.inner + i - row * op.inner);
    } else {
#pragma unroll
      for (int j = 0; j < Width; j++) {
        values[j] = NAN;
      }
    }
    storePack(y + i, values);
  }
}

/** A warp to an index: it looks at 32 of those behind it at a time. isFirst is set before, and cleared for all that follow one. */
__global__ void chainKernel(int count, const int32_t* indices, Chain chain) {
  constexpr int warpThreads = 32;
  int lane = static_cast<int>(threadIdx.x) % warpThreads;
  for (int64_t own = globalThread() / warpThreads; own < count; own += globalThreads() / warpThreads) {
    int64_t next = count;
    for (int64_t first = own + 1; first < count && next == count; first += warpThreads) {
      bool same = first + lane < count && indices[first + lane] == indices[own];
      unsigned found = __ballot_sync(0xffffffffU, same);
      next = found == 0 ? next : first + __ffs(static_cast<int>(found)) - 1;
    }
    if (lane == 0) {
      chain.next[own] = static_cast<int32_t>(next);
      if (next < count) {
        chain.isFirst[next] = 0;
      }
    }
  }
}

/** The first index of each chain sums up the whole chain; entries without one stay zero. */
template <int Width>
__global__ void gatherGradientKernel(fovea_gather op, int64_t length, const float* dy, const int32_t* indices, Chain chain,
                                     float* dx) {
  for (int64_t i = globalThread() * Width; i < length; i += globalThreads() * Width) {
    int64_t row = quotient(i, op.inner);
    int64_t o = quotient(row, op.count);
    int first = static_cast<int>(row - o * op.count);
    int entry = indices[first];
    if (chain.isFirst[first] == 0 || entry < 0 || entry >= op.size) {
      continue;
    }
    int64_t column = i - row * op.inner;
    Pack<Width> sum = {};
    for (int j = first; j < op.count; j = chain.next[j]) {
      Pack<Width> gradient = loadPack<Width>(dy + (o * op.count + j) * op.inner + column);
#pragma unroll
      for (int k = 0; k < Width; k++) {
        sum[k] += gradient[k];
      }
    }
    storePack(dx + (o * op.size + entry) * op.inner + column, sum);
  }
}

constexpr int threads = 256;

}  // namespace

}  // namespace fovea

cudaError_t fovea_gather_float32(const fovea_gather* op, const float* x, const int32_t* indices, float* y, cudaStream_t stream) {
  int64_t length = static_cast<int64_t>(op->outer) * op->count * op->inner;
  bool wide = fovea::divisibleForPacks(op->inner);
  auto kernel = wide ? &fovea::gatherKernel<4> : &fovea::gatherKernel<1>;
  unsigned grid = fovea::gridFor(wide ? length / 4 : length, fovea::threads);
  return fovea::launch(stream, kernel, grid, fovea::threads, 0, *op, length, x, indices, y);
}

size_t fovea_gather_gradient_workspace(const fovea_gather* op) { return 2 * static_cast<size_t>(op->count) * sizeof(int32_t); }

cudaError_t fovea_gather_gradient_float32(const fovea_gather* op, const float* dy, const int32_t* indices, float* dx,
                                          void* workspace, cudaStream_t stream) {
  auto* next = static_cast<int32_t*>(workspace);
  fovea::Chain chain{next, next + op->count};
  size_t bytes = static_cast<size_t>(op->outer) * op->size * op->inner * sizeof(float);
  cudaError_t error = cudaMemsetAsync(dx, 0, bytes, stream);
  if (error == cudaSuccess) {
    error = cudaMemsetAsync(chain.isFirst, 1, op->count * sizeof(int32_t), stream);
  }
  if (error == cudaSuccess) {
    unsigned grid = fovea::gridFor(int64_t{32} * op->count, fovea::threads);
    error = fovea::launch(stream, &fovea::chainKernel, grid, fovea::threads, 0, op->count, indices, chain);
  }
  if (error != cudaSuccess) {
    return error;
  }
  int64_t length = static_cast<int64_t>(op->outer) * op->count * op->inner;
  bool wide = fovea::divisibleForPacks(op->inner);
  auto kernel = wide ? &fovea::gatherGradientKernel<4> : &fovea::gatherGradientKernel<1>;
  unsigned grid = fovea::gridFor(wide ? length / 4 : length, fovea::threads);
  return fovea::launch(stream, kernel, grid, fovea::threads, 0, *op, length, dy, indices, chain, dx);
}
