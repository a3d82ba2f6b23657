// Scaled addition.

#include "elementwise/map.cuh"

namespace fovea {

namespace {

struct Scale {
  float alpha;

  __device__ float operator()(float x) const { return alpha * x; }
};

struct ScaledAddition {
  float alpha;
  float beta;

  __device__ float operator()(float x, float y) const { return alpha * x + beta * y; }
};

}  // namespace

}  // namespace fovea

cudaError_t fovea_axpby_float32(const float* x, float* y, int64_t length, float alpha, float beta, cudaStream_t stream) {
  if (beta == 0) {
    return fovea::map(stream, length, fovea::Scale{alpha}, y, x);
  }
  const float* old = y;
  return fovea::map(stream, length, fovea::ScaledAddition{alpha, beta}, y, x, old);
}
