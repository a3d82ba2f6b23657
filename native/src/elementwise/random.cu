// Random fills and dropout. Fills take the CPU's steps, each rounded once and none fused: the same bits.

#include "elementwise/map_words.cuh"
#include "elementwise/normal_quantile.cuh"

namespace fovea {

namespace {

struct Uniform {
  float low;
  float width;

  __device__ float operator()(unsigned word) const { return __fadd_rn(low, __fmul_rn(width, uniform(word))); }
};

struct Normal {
  float mean;
  float deviation;

  __device__ float operator()(unsigned word) const {
    double p = __dmul_rn(__dadd_rn(word >> 8, 0.5), 0x1p-24);
    return static_cast<float>(__dadd_rn(mean, __dmul_rn(deviation, normalQuantile(p))));
  }
};

struct Dropout {
  float probability;
  float scale;

  __device__ float operator()(unsigned word, float x) const { return uniform(word) < probability ? 0 : x * scale; }
};

}  // namespace

}  // namespace fovea

cudaError_t fovea_fill_uniform_float32(float* y, int64_t length, float low, float high, int64_t seed, int64_t offset,
                                       cudaStream_t stream) {
  fovea::Philox philox{static_cast<uint64_t>(seed), static_cast<uint64_t>(offset)};
  return fovea::mapWords(stream, philox, length, fovea::Uniform{low, high - low}, y);
}

cudaError_t fovea_fill_normal_float32(float* y, int64_t length, float mean, float deviation, int64_t seed, int64_t offset,
                                      cudaStream_t stream) {
  fovea::Philox philox{static_cast<uint64_t>(seed), static_cast<uint64_t>(offset)};
  return fovea::mapWords(stream, philox, length, fovea::Normal{mean, deviation}, y);
}

cudaError_t fovea_dropout_float32(const float* x, float* y, int64_t length, float probability, int64_t seed, int64_t offset,
                                  cudaStream_t stream) {
  fovea::Philox philox{static_cast<uint64_t>(seed), static_cast<uint64_t>(offset)};
  return fovea::mapWords(stream, philox, length, fovea::Dropout{probability, 1 / (1 - probability)}, y, x);
}
