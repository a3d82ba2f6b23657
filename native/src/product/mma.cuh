// Products of small matrices by a warp, on tensor cores: mma.sync, PTX ISA, "Warp-level matrix instructions".
//
// Both instructions see a as 16 rows and b as 8 columns, each of 4 lanes' pairs of 32-bit words. With g = lane / 4 and
// t = lane % 4, a lane holds
//   a: words (row g, 0), (row g + 8, 0), (row g, 1), (row g + 8, 1), where the words of a row are those of its lane t
//   b: words (column g, 0), (column g, 1)
//   sums: (g, 2t), (g, 2t + 1), (g + 8, 2t), (g + 8, 2t + 1)
// A sum doesn't mind in which order its steps come, as long as a and b agree; so a lane takes steps 2t and 2t + 1 of eight,
// which lie together in memory, for what the instruction calls steps t and t + 4.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

namespace fovea {

constexpr int mmaRows = 16;
constexpr int mmaColumns = 8;

/** float32 operands rounded to TF32; 8 steps an instruction. */
struct Tf32 {
  static constexpr int steps = 8;

  /** The two words of a lane and its sixteen or eight row, column: pair(s) gives steps s and s + 1. */
  template <typename Pair>
  __device__ static void words(const Pair& pair, int t, uint32_t& first, uint32_t& second) {
    float2 steps = pair(2 * t);
    first = round(steps.x);
    second = round(steps.y);
  }

  __device__ static void multiply(float (&sums)[4], const uint32_t (&a)[4], const uint32_t (&b)[2]);

  /** To 10 bits of mantissa, ties away from zero. */
  __device__ static uint32_t round(float x) {
    uint32_t result = 0;
#if defined(__CUDA_ARCH__)
    asm("cvt.rna.tf32.f32 %0, %1;\n" : "=r"(result) : "f"(x));
#elif defined(FOVEA_EMULATED)
    result = __float_as_uint(x);
    bool finite = (result & 0x7f800000U) != 0x7f800000U;
    result = finite ? (result + 0x1000U) & ~0x1fffU : result;
#endif
    return result;
  }
};

/** float32 operands rounded to bfloat16; 16 steps an instruction. */
struct Bf16 {
  static constexpr int steps = 16;

  template <typename Pair>
  __device__ static void words(const Pair& pair, int t, uint32_t& first, uint32_t& second) {
    first = pack(pair(2 * t));
    second = pack(pair(2 * t + 8));
  }

  __device__ static void multiply(float (&sums)[4], const uint32_t (&a)[4], const uint32_t (&b)[2]);

  /** Two values to nearest, ties to even; the first in the lower half. */
  __device__ static uint32_t pack(float2 values) {
    uint32_t result = 0;
#if defined(__CUDA_ARCH__)
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;\n" : "=r"(result) : "f"(values.y), "f"(values.x));
#elif defined(FOVEA_EMULATED)
    result = half(values.y) << 16 | half(values.x);
#endif
    return result;
  }

 private:
#if defined(FOVEA_EMULATED)
  static uint32_t half(float x) {
    uint32_t bits = __float_as_uint(x);
    return x != x ? 0x7fffU : (bits + 0x7fffU + (bits >> 16 & 1)) >> 16;
  }
#endif
};

#if defined(FOVEA_EMULATED)

/** The registers that a warp's lanes bring to an instruction. */
struct MmaRegisters {
  uint32_t a[4];
  uint32_t b[2];
};

/** sums += a · b, each lane its own four. aAt(of, row, k) finds step k of a row in the registers of(lane), bAt of a column. */
template <int Steps, typename A, typename B>
void multiplyEmulated(float (&sums)[4], const uint32_t (&a)[4], const uint32_t (&b)[2], const A& aAt, const B& bAt) {
  MmaRegisters own = {{a[0], a[1], a[2], a[3]}, {b[0], b[1]}};
  const emulation::Exchange& exchange = emulation::meetWarp(0xffffffffU, &own, sizeof own, {__FILE__, __LINE__});
  auto of = [&](int lane) { return reinterpret_cast<const MmaRegisters*>(exchange.values[lane]); };
  int lane = emulation::lane();
  for (int i = 0; i < 4; i++) {
    int row = lane / 4 + i / 2 * 8;
    int column = lane % 4 * 2 + i % 2;
    double sum = sums[i];
    for (int k = 0; k < Steps; k++) {
      sum += static_cast<double>(aAt(of, row, k)) * bAt(of, column, k);
    }
    sums[i] = static_cast<float>(sum);
  }
}

#endif

__device__ inline void Tf32::multiply(float (&sums)[4], const uint32_t (&a)[4], const uint32_t (&b)[2]) {
#if defined(__CUDA_ARCH__)
  asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};\n"
      : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#elif defined(FOVEA_EMULATED)
  multiplyEmulated<steps>(
      sums, a, b,
      [](auto of, int row, int k) { return __uint_as_float(of(row % 8 * 4 + k % 4)->a[row / 8 + k / 4 * 2]); },
      [](auto of, int column, int k) { return __uint_as_float(of(column * 4 + k % 4)->b[k / 4]); });
#endif
}

__device__ inline void Bf16::multiply(float (&sums)[4], const uint32_t (&a)[4], const uint32_t (&b)[2]) {
#if defined(__CUDA_ARCH__)
  asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};\n"
      : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#elif defined(FOVEA_EMULATED)
  auto half = [](uint32_t word, int k) { return __uint_as_float(k % 2 == 0 ? word << 16 : word & 0xffff0000U); };
  multiplyEmulated<steps>(
      sums, a, b,
      [half](auto of, int row, int k) { return half(of(row % 8 * 4 + k % 8 / 2)->a[row / 8 + k / 8 * 2], k); },
      [half](auto of, int column, int k) { return half(of(column * 4 + k % 8 / 2)->b[k / 8], k); });
#endif
}

}  // namespace fovea
