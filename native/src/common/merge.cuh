// Functions that make one number of two.
#pragma once

#include <cuda_runtime.h>

namespace fovea {

struct Sum {
  __device__ float operator()(float a, float b) const { return a + b; }
};

/** The larger; NaN if either is, which fmaxf would drop. */
struct Larger {
  __device__ float operator()(float a, float b) const { return a > b || a != a ? a : b; }
};

/** The smaller; NaN if either is. */
struct Smaller {
  __device__ float operator()(float a, float b) const { return a < b || a != a ? a : b; }
};

}  // namespace fovea
