/*
 * Lets g++ compile CUDA C++ for the CPU: the words of the language, the built-in variables and functions that the kernels
 * use, and launches. See block.h for how threads run.
 */
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <tuple>
#include <type_traits>

#include "block.h"
#include "cuda_runtime_api.h"
#include "vector_types.h"

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...)
#define __grid_constant__ &  // read where the launch left it: threads have small stacks
#define __shared__ static  // one block runs at a time

extern uint3 threadIdx;
extern uint3 blockIdx;
extern dim3 blockDim;
extern dim3 gridDim;

using std::max;
using std::min;

// ---- Launches

struct cudaLaunchConfig_t {
  dim3 gridDim;
  dim3 blockDim;
  size_t dynamicSmemBytes;
  cudaStream_t stream;
};

namespace emulation {

/** Checks the configuration as a device of compute capability 9.0 would, then runs it or adds it to the stream's capture. */
cudaError_t launch(const cudaLaunchConfig_t& config, const void* kernel, std::function<void()> thread);

cudaError_t allowShared(const void* kernel, cudaFuncAttribute attribute, int bytes);

/** How many kernels were launched or recorded. */
uint64_t launches();

}  // namespace emulation

template <typename... Parameters, typename... Arguments>
cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t* config, void (*kernel)(Parameters...), Arguments&&... arguments) {
  static_assert((sizeof(std::decay_t<Parameters>) + ... + 0) <= 32764, "more arguments than a device takes");
  std::tuple<std::decay_t<Parameters>...> copies(std::forward<Arguments>(arguments)...);
  return emulation::launch(*config, reinterpret_cast<const void*>(kernel), [=] { std::apply(kernel, copies); });
}

template <typename... Parameters>
cudaError_t cudaFuncSetAttribute(void (*kernel)(Parameters...), cudaFuncAttribute attribute, int value) {
  return emulation::allowShared(reinterpret_cast<const void*>(kernel), attribute, value);
}

// ---- Barriers and warps. The last parameters are the caller's place, never given.

inline void __syncthreads(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  emulation::meetBlock({file, line});
}

inline void __syncwarp(unsigned mask = 0xffffffffU, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  emulation::meetWarp(mask, nullptr, 0, {file, line});
}

namespace emulation {

/** The value that another lane of the mask gave; one's own if there is no such lane. */
template <typename T>
T fromLane(unsigned mask, T value, int source, Site site) {
  static_assert(std::is_trivially_copyable_v<T>);
  const Exchange& exchange = meetWarp(mask, &value, sizeof(T), site);
  if (source >= 0 && source < 32 && (exchange.mask >> source & 1) != 0) {
    std::memcpy(&value, exchange.values[source], sizeof(T));
  }
  return value;
}

/** The last lane of the part of the warp in which a shuffle of this width stays. */
inline int lastOfPart(int width) { return lane() | (width - 1); }

}  // namespace emulation

template <typename T>
T __shfl_sync(unsigned mask, T value, int source, int width = 32, const char* file = __builtin_FILE(),
              int line = __builtin_LINE()) {
  int first = emulation::lane() & ~(width - 1);
  return emulation::fromLane(mask, value, first + (source & (width - 1)), {file, line});
}

template <typename T>
T __shfl_xor_sync(unsigned mask, T value, int bits, int width = 32, const char* file = __builtin_FILE(),
                  int line = __builtin_LINE()) {
  int source = emulation::lane() ^ bits;
  return emulation::fromLane(mask, value, source > emulation::lastOfPart(width) ? -1 : source, {file, line});
}

template <typename T>
T __shfl_down_sync(unsigned mask, T value, unsigned distance, int width = 32, const char* file = __builtin_FILE(),
                   int line = __builtin_LINE()) {
  int source = emulation::lane() + static_cast<int>(distance);
  return emulation::fromLane(mask, value, source > emulation::lastOfPart(width) ? -1 : source, {file, line});
}

template <typename T>
T __shfl_up_sync(unsigned mask, T value, unsigned distance, int width = 32, const char* file = __builtin_FILE(),
                 int line = __builtin_LINE()) {
  int source = emulation::lane() - static_cast<int>(distance);
  int first = emulation::lane() & ~(width - 1);
  return emulation::fromLane(mask, value, source < first ? -1 : source, {file, line});
}

inline unsigned __ballot_sync(unsigned mask, int predicate, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  const emulation::Exchange& exchange = emulation::meetWarp(mask, &predicate, sizeof predicate, {file, line});
  unsigned votes = 0;
  for (int i = 0; i < 32; i++) {
    int vote = 0;
    std::memcpy(&vote, exchange.values[i], sizeof vote);
    votes |= (exchange.mask >> i & 1) != 0 && vote != 0 ? 1U << i : 0U;
  }
  return votes;
}

inline int __any_sync(unsigned mask, int predicate, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  return __ballot_sync(mask, predicate, file, line) != 0;
}

inline int __all_sync(unsigned mask, int predicate, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  return __ballot_sync(mask, !predicate, file, line) == 0;
}

// ---- Atomics: one thread runs at a time

template <typename T>
T atomicAdd(T* address, T value) {
  T old = *address;
  *address = static_cast<T>(old + value);
  return old;
}

template <typename T>
T atomicMax(T* address, T value) {
  T old = *address;
  *address = std::max(old, value);
  return old;
}

template <typename T>
T atomicMin(T* address, T value) {
  T old = *address;
  *address = std::min(old, value);
  return old;
}

template <typename T>
T atomicOr(T* address, T value) {
  T old = *address;
  *address = static_cast<T>(old | value);
  return old;
}

template <typename T>
T atomicExch(T* address, T value) {
  T old = *address;
  *address = value;
  return old;
}

template <typename T>
T atomicCAS(T* address, T expected, T value) {
  T old = *address;
  *address = old == expected ? value : old;
  return old;
}

inline void __threadfence() {}

// ---- Arithmetic

template <typename T>
T __ldg(const T* address) {
  return *address;
}

inline float rsqrtf(float x) { return 1 / std::sqrt(x); }
inline float __fmaf_rn(float a, float b, float c) { return std::fma(a, b, c); }
inline float __fmul_rn(float a, float b) { return a * b; }
inline float __fadd_rn(float a, float b) { return a + b; }
inline float __fsub_rn(float a, float b) { return a - b; }
inline float __fdiv_rn(float a, float b) { return a / b; }
inline float __fsqrt_rn(float x) { return std::sqrt(x); }
inline double __dmul_rn(double a, double b) { return a * b; }
inline double __dadd_rn(double a, double b) { return a + b; }
inline double __ddiv_rn(double a, double b) { return a / b; }
inline double __dsqrt_rn(double x) { return std::sqrt(x); }
inline float __int2float_rn(int x) { return static_cast<float>(x); }
inline float __uint2float_rn(unsigned x) { return static_cast<float>(x); }
inline unsigned __umulhi(unsigned a, unsigned b) {
  return static_cast<unsigned>(static_cast<uint64_t>(a) * b >> 32);
}
inline unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
  return static_cast<unsigned long long>(static_cast<unsigned __int128>(a) * b >> 64);
}
inline int __float_as_int(float x) { return std::bit_cast<int>(x); }
inline unsigned __float_as_uint(float x) { return std::bit_cast<unsigned>(x); }
inline float __int_as_float(int x) { return std::bit_cast<float>(x); }
inline float __uint_as_float(unsigned x) { return std::bit_cast<float>(x); }
inline int __popc(unsigned x) { return std::popcount(x); }
inline int __clz(int x) { return std::countl_zero(static_cast<unsigned>(x)); }
inline int __ffs(int x) { return x == 0 ? 0 : std::countr_zero(static_cast<unsigned>(x)) + 1; }
