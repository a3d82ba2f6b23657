// What softmax and cross-entropy need of a row of logits.
#pragma once

#include "common/rows.cuh"

namespace fovea {

/** The row's maximum and Σ exp(x - maximum): no exponential overflows. */
struct Exponentials {
  float maximum;
  float sum;
};

/** Reads the row twice; the second time from the caches. The whole block must call it, with no elements where there is no row. */
template <int Width>
__device__ Exponentials exponentials(const Team& team, const float* x, int64_t length) {
  float maximum = -INFINITY;
  team.forEachPack<Width>(length, [&](int64_t i) {
    Pack<Width> pack = loadPack<Width>(x + i);
#pragma unroll
    for (int j = 0; j < Width; j++) {
      maximum = Larger{}(maximum, pack[j]);
    }
  });
  maximum = team.combine(maximum, Larger{});
  float sum = 0;
  team.forEachPack<Width>(length, [&](int64_t i) {
    Pack<Width> pack = loadPack<Width>(x + i);
#pragma unroll
    for (int j = 0; j < Width; j++) {
      sum += expf(pack[j] - maximum);
    }
  });
  return {maximum, team.combine(sum, Sum{})};
}

}  // namespace fovea
