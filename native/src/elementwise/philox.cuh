// Random words by their place in a stream, so that any thread can make any of them.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

namespace fovea {

struct Words {
  unsigned values[4];
};

/**
 * Philox4x32-10: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011. Block i of four words has the counter
 * offset + i.
 */
struct Philox {
  uint64_t seed;
  uint64_t offset;

  __device__ Words block(int64_t i) const {
    constexpr unsigned multipliers[] = {0xD2511F53U, 0xCD9E8D57U};
    constexpr unsigned weyl[] = {0x9E3779B9U, 0xBB67AE85U};
    constexpr int rounds = 10;
    uint64_t counter = offset + static_cast<uint64_t>(i);
    unsigned c[] = {static_cast<unsigned>(counter), static_cast<unsigned>(counter >> 32), 0, 0};
    unsigned key[] = {static_cast<unsigned>(seed), static_cast<unsigned>(seed >> 32)};
#pragma unroll
    for (int round = 0; round < rounds; round++) {
      unsigned high0 = __umulhi(multipliers[0], c[0]);
      unsigned high1 = __umulhi(multipliers[1], c[2]);
      unsigned low0 = multipliers[0] * c[0];
      unsigned low1 = multipliers[1] * c[2];
      c[0] = high1 ^ c[1] ^ key[0];
      c[1] = low1;
      c[2] = high0 ^ c[3] ^ key[1];
      c[3] = low0;
      key[0] += weyl[0];
      key[1] += weyl[1];
    }
    return {{c[0], c[1], c[2], c[3]}};
  }
};

/** [0, 1) with 24 bits: the upper bits of a word. */
__device__ inline float uniform(unsigned word) { return static_cast<float>(word >> 8) * 0x1p-24F; }

}  // namespace fovea
