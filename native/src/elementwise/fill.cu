// Fills.

#include "elementwise/map.cuh"

namespace fovea {

namespace {

struct Constant {
  float value;

  __device__ float operator()() const { return value; }
};

}  // namespace

}  // namespace fovea

cudaError_t fovea_fill_float32(float* y, int64_t length, float value, cudaStream_t stream) {
  return fovea::map(stream, length, fovea::Constant{value}, y);
}
