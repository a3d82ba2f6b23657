// Layer normalisation of the rows of [rows, features]. What is read of a row a second time comes from the caches.

#include "common/rows.cuh"
#include "reduction/columns.cuh"
#include "reduction/moments.cuh"

namespace fovea {

namespace {

template <int Width>
__global__ void layerNormKernel(Team team, int64_t rows, int64_t features, float epsilon, const float* x, const float* gamma,
                                const float* beta, float* y, float* mean, float* inverseDeviation) {
  team.forEachRow(rows, [&](int64_t row, bool exists) {
    int64_t first = row * features;
    int64_t length = exists ? features : 0;
    Moments moments{0, 0, 0};
    team.forEachPack<Width>(length, [&](int64_t i) {
      Pack<Width> values = loadPack<Width>(x + first + i);
#pragma unroll
      for (int j = 0; j < Width; j++) {
        moments.add(values[j], 1 / (moments.count + 1));
      }
    });
    moments = team.combine(moments, MergeMoments{});
    float inverse = 1 / sqrtf(moments.squares / static_cast<float>(features) + epsilon);
    team.forEachPack<Width>(length, [&](int64_t i) {
      Pack<Width> values = loadPack<Width>(x + first + i);
      Pack<Width> scale = loadPack<Width>(gamma + i);
      Pack<Width> shift = loadPack<Width>(beta + i);
#pragma unroll
      for (int j = 0; j < Width; j++) {
        values[j] = (values[j] - moments.mean) * inverse * scale[j] + shift[j];
      }
      storePack(y + first + i, values);
    });
    if (exists && team.rank() == 0) {
      mean[row] = moments.mean;
      inverseDeviation[row] = inverse;
    }
  });
}

/** dx = inverseDeviation · (g - mean(g) - xhat · mean(g · xhat)), g = dy · gamma */
template <int Width>
__global__ void inputGradientKernel(Team team, int64_t rows, int64_t features, const float* x, const float* dy, const float* gamma,
                                    const float* mean, const float* inverseDeviation, float* dx) {
  team.forEachRow(rows, [&](int64_t row, bool exists) {
    int64_t first = row * features;
    int64_t length = exists ? features : 0;
    float center = exists ? mean[row] : 0;
    float inverse = exists ? inverseDeviation[row] : 0;
    SumPair sums{0, 0};
    team.forEachPack<Width>(length, [&](int64_t i) {
      Pack<Width> value = loadPack<Width>(x + first + i);
      Pack<Width> gradient = loadPack<Width>(dy + first + i);
      Pack<Width> scale = loadPack<Width>(gamma + i);
#pragma unroll
      for (int j = 0; j < Width; j++) {
        float scaled = gradient[j] * scale[j];
        sums.first += scaled;
        sums.second += scaled * ((value[j] - center) * inverse);
      }
    });
    sums = team.combine(sums, MergeSumPairs{});
    float perFeature = 1 / static_cast<float>(features);
    float offset = sums.first * perFeature;
    float slope = sums.second * perFeature;
    team.forEachPack<Width>(length, [&](int64_t i) {
      Pack<Width> value = loadPack<Width>(x + first + i);
      Pack<Width> gradient = loadPack<Width>(dy + first + i);
      Pack<Width> scale = loadPack<Width>(gamma + i);
#pragma unroll
      for (int j = 0; j < Width; j++) {
        gradient[j] = inverse * (gradient[j] * scale[j] - offset - (value[j] - center) * inverse * slope);
      }
      storePack(dx + first + i, gradient);
    });
  });
}

/** Σ dy · xhat and Σ dy over the rows */
struct ParameterGradients {
  using State = SumPair;
  const float* x;
  const float* dy;
  const float* mean;
  const float* inverseDeviation;

  __device__ SumPair initial() const { return {0, 0}; }
  __device__ SumPair merge(const SumPair& a, const SumPair& b) const { return MergeSumPairs{}(a, b); }

  template <int Width>
  __device__ void add(SumPair (&sums)[Width], int64_t at, int64_t row, int64_t) const {
    Pack<Width> value = loadPack<Width>(x + at);
    Pack<Width> gradient = loadPack<Width>(dy + at);
    float center = mean[row];
    float inverse = inverseDeviation[row];
#pragma unroll
    for (int j = 0; j < Width; j++) {
      sums[j].first += gradient[j] * ((value[j] - center) * inverse);
      sums[j].second += gradient[j];
    }
  }
};

struct StoreParameterGradients {
  float* dgamma;
  float* dbeta;

  __device__ void operator()(int64_t feature, const SumPair& sums) const {
    dgamma[feature] = sums.first;
    dbeta[feature] = sums.second;
  }
};

}  // namespace

}  // namespace fovea

size_t fovea_layer_norm_gradient_workspace(int rows, int features) {
  return fovea::columnsWorkspace<fovea::SumPair>(fovea::columnsOf(1, rows, features));
}

cudaError_t fovea_layer_norm_float32(int rows, int features, float epsilon, const float* x, const float* gamma, const float* beta,
                                     float* y, float* mean, float* inverse_deviation, cudaStream_t stream) {
  return fovea::launchRows(stream, &fovea::layerNormKernel<4>, &fovea::layerNormKernel<1>, rows, features, epsilon, x, gamma, beta, y,
                           mean, inverse_deviation);
}

cudaError_t fovea_layer_norm_gradient_float32(int rows, int features, const float* x, const float* dy, const float* gamma,
                                              const float* mean, const float* inverse_deviation, float* dx, float* dgamma,
                                              float* dbeta, void* workspace, cudaStream_t stream) {
  cudaError_t error = fovea::launchRows(stream, &fovea::inputGradientKernel<4>, &fovea::inputGradientKernel<1>, rows, features, x, dy,
                                        gamma, mean, inverse_deviation, dx);
  if (error != cudaSuccess) {
    return error;
  }
  return fovea::reduceColumns(stream, fovea::columnsOf(1, rows, features),
                              fovea::ParameterGradients{x, dy, mean, inverse_deviation},
                              fovea::StoreParameterGradients{dgamma, dbeta}, workspace);
}
