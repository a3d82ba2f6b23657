// Copies from global to shared memory that pass the registers by.
#pragma once

#include <cuda_runtime.h>

namespace fovea {

/** Starts a copy of Bytes (4 or 16, aligned to that); from null: zeros. */
template <int Bytes>
__device__ inline void copyAsynchronously(float* shared, const float* global) {
  static_assert(Bytes == 4 || Bytes == 16);
#if defined(__CUDA_ARCH__)
  unsigned to = static_cast<unsigned>(__cvta_generic_to_shared(shared));
  // With 0 bytes the source is not read, and the destination is filled with zeros.
  int bytes = global == nullptr ? 0 : Bytes;
  if constexpr (Bytes == 16) {
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;\n" ::"r"(to), "l"(global), "r"(bytes) : "memory");
  } else {
    asm volatile("cp.async.ca.shared.global [%0], [%1], 4, %2;\n" ::"r"(to), "l"(global), "r"(bytes) : "memory");
  }
#elif defined(FOVEA_EMULATED)
  emulation::copyLater(shared, global, Bytes, {__FILE__, __LINE__});
#endif
}

/** Closes the group of the copies started since the last one. */
__device__ inline void commitCopies() {
#if defined(__CUDA_ARCH__)
  asm volatile("cp.async.commit_group;\n" ::: "memory");
#elif defined(FOVEA_EMULATED)
  emulation::commitCopies();
#endif
}

/** Waits until at most so many of the thread's groups are open. */
template <int OpenGroups>
__device__ inline void waitForCopies() {
#if defined(__CUDA_ARCH__)
  asm volatile("cp.async.wait_group %0;\n" ::"n"(OpenGroups) : "memory");
#elif defined(FOVEA_EMULATED)
  emulation::waitForCopies(OpenGroups);
#endif
}

}  // namespace fovea
