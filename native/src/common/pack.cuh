// Several floats that are moved together.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

namespace fovea {

/** Width consecutive floats: one load or store of up to 16 bytes. */
template <int Width>
struct alignas(4 * Width) Pack {
  float values[Width];

  __device__ float& operator[](int i) { return values[i]; }
  __device__ const float& operator[](int i) const { return values[i]; }
};

template <int Width>
__device__ Pack<Width> loadPack(const float* address) {
  return *reinterpret_cast<const Pack<Width>*>(address);
}

template <int Width>
__device__ void storePack(float* address, const Pack<Width>& pack) {
  *reinterpret_cast<Pack<Width>*>(address) = pack;
}

/** Whether all addresses allow packs of four. */
template <typename... Pointers>
__host__ __device__ bool alignedForPacks(const Pointers*... pointers) {
  return ((reinterpret_cast<uintptr_t>(pointers) % sizeof(Pack<4>) == 0) && ...);
}

/** Whether all lengths are whole numbers of packs of four. */
template <typename... Lengths>
constexpr bool divisibleForPacks(Lengths... lengths) {
  return ((lengths % 4 == 0) && ...);
}

}  // namespace fovea
