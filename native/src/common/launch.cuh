// How kernels are started, on a device and in the emulation.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#include "fovea_kernels.h"

namespace fovea {

/** Starts a kernel. Its status is that of the launch, not of the kernel's run. */
template <typename... Parameters, typename... Arguments>
cudaError_t launch(cudaStream_t stream, void (*kernel)(Parameters...), dim3 grid, dim3 block, size_t sharedBytes,
                   const Arguments&... arguments) {
  constexpr size_t sharedWithoutAsking = 48 << 10;
  if (sharedBytes > sharedWithoutAsking) {
    cudaError_t error = cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(sharedBytes));
    if (error != cudaSuccess) {
      return error;
    }
  }
  cudaLaunchConfig_t config = {};
  config.gridDim = grid;
  config.blockDim = block;
  config.dynamicSmemBytes = sharedBytes;
  config.stream = stream;
  return cudaLaunchKernelEx(&config, kernel, static_cast<Parameters>(arguments)...);
}

template <typename Integer>
__host__ __device__ constexpr Integer ceilDiv(Integer a, Integer b) {
  return (a + b - 1) / b;
}

/** Blocks for a loop over so much work with a stride of the whole grid: enough for any device, few enough to start fast. */
inline unsigned gridFor(int64_t work, int threads) {
  constexpr int64_t most = 1 << 15;
  int64_t blocks = ceilDiv<int64_t>(work, threads);
  return static_cast<unsigned>(blocks < 1 ? 1 : blocks < most ? blocks : most);
}

/** The calling thread's number in the grid, and how many there are. */
__device__ inline int64_t globalThread() { return static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x; }
__device__ inline int64_t globalThreads() { return static_cast<int64_t>(gridDim.x) * blockDim.x; }

/** The shared memory whose size the launch gave. */
template <typename T>
__device__ T* sharedMemory() {
#if defined(FOVEA_EMULATED)
  return static_cast<T*>(emulation::dynamicShared());
#else
  extern __shared__ __align__(128) unsigned char bytes[];
  return reinterpret_cast<T*>(bytes);
#endif
}

}  // namespace fovea
