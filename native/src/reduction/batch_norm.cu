// Batch normalisation of [rows, channels]. Training and the gradient read their tensors twice: once for sums over the rows, once
// for the result.

#include "reduction/columns.cuh"
#include "reduction/moments.cuh"

namespace fovea {

namespace {

struct Statistics {
  using State = Moments;
  const float* x;

  __device__ Moments initial() const { return {0, 0, 0}; }
  __device__ Moments merge(const Moments& a, const Moments& b) const { return MergeMoments{}(a, b); }

  template <int Width>
  __device__ void add(Moments (&moments)[Width], int64_t at, int64_t, int64_t) const {
    Pack<Width> values = loadPack<Width>(x + at);
    float share = 1 / (moments[0].count + 1);
#pragma unroll
    for (int j = 0; j < Width; j++) {
      moments[j].add(values[j], share);
    }
  }
};

struct StoreStatistics {
  fovea_batch_norm op;
  float* runningMean;
  float* runningVariance;
  float* mean;
  float* inverseDeviation;

  __device__ void operator()(int64_t channel, const Moments& moments) const {
    float variance = moments.squares / static_cast<float>(op.rows);
    float unbiased = moments.squares / static_cast<float>(max(1, op.rows - 1));
    mean[channel] = moments.mean;
    inverseDeviation[channel] = 1 / sqrtf(variance + op.epsilon);
    runningMean[channel] += op.momentum * (moments.mean - runningMean[channel]);
    runningVariance[channel] += op.momentum * (unbiased - runningVariance[channel]);
  }
};

/** Σ dy and Σ dy · (x - mean) */
struct GradientSums {
  using State = SumPair;
  const float* x;
  const float* dy;
  const float* mean;

  __device__ SumPair initial() const { return {0, 0}; }
  __device__ SumPair merge(const SumPair& a, const SumPair& b) const { return MergeSumPairs{}(a, b); }

  template <int Width>
  __device__ void add(SumPair (&sums)[Width], int64_t at, int64_t, int64_t channel) const {
    Pack<Width> value = loadPack<Width>(x + at);
    Pack<Width> gradient = loadPack<Width>(dy + at);
    Pack<Width> center = loadPack<Width>(mean + channel);
#pragma unroll
    for (int j = 0; j < Width; j++) {
      sums[j].first += gradient[j];
      sums[j].second += gradient[j] * (value[j] - center[j]);
    }
  }
};

struct StoreGradientSums {
  const float* inverseDeviation;
  float* dgamma;
  float* dbeta;

  __device__ void operator()(int64_t channel, const SumPair& sums) const {
    dbeta[channel] = sums.first;
    dgamma[channel] = sums.second * inverseDeviation[channel];
  }
};

/** y = (x - center) · scale + shift */
template <int Width>
struct Normalize {
  const float* x;
  float* y;
  Pack<Width> center;
  Pack<Width> scale;
  Pack<Width> shift;

  __device__ void operator()(int64_t at) const {
    Pack<Width> values = loadPack<Width>(x + at);
#pragma unroll
    for (int j = 0; j < Width; j++) {
      values[j] = (values[j] - center[j]) * scale[j] + shift[j];
    }
    storePack(y + at, values);
  }
};

struct Normalization {
  const float* x;
  const float* gamma;
  const float* beta;
  const float* mean;
  const float* spread; /* inverse deviations, or variances if epsilon is positive */
  float epsilon;
  float* y;

  template <int Width>
  __device__ Normalize<Width> of(int64_t channel) const {
    Pack<Width> scale = loadPack<Width>(gamma + channel);
    Pack<Width> spreads = loadPack<Width>(spread + channel);
#pragma unroll
    for (int j = 0; j < Width; j++) {
      scale[j] *= epsilon > 0 ? 1 / sqrtf(spreads[j] + epsilon) : spreads[j];
    }
    return {x, y, loadPack<Width>(mean + channel), scale, loadPack<Width>(beta + channel)};
  }
};

/** dx = gamma · inverseDeviation · (dy - dbeta / rows - (x - mean) · inverseDeviation · dgamma / rows) */
template <int Width>
struct PullBack {
  const float* x;
  const float* dy;
  float* dx;
  Pack<Width> center;
  Pack<Width> scale;
  Pack<Width> offset;
  Pack<Width> slope;

  __device__ void operator()(int64_t at) const {
    Pack<Width> value = loadPack<Width>(x + at);
    Pack<Width> gradient = loadPack<Width>(dy + at);
#pragma unroll
    for (int j = 0; j < Width; j++) {
      gradient[j] = scale[j] * (gradient[j] - offset[j] - (value[j] - center[j]) * slope[j]);
    }
    storePack(dx + at, gradient);
  }
};

struct NormalizationGradient {
  const float* x;
  const float* dy;
  const float* gamma;
  const float* mean;
  const float* inverseDeviation;
  const float* dgamma;
  const float* dbeta;
  float perRow; /* 1 / rows */
  float* dx;

  template <int Width>
  __device__ PullBack<Width> of(int64_t channel) const {
    Pack<Width> scale = loadPack<Width>(gamma + channel);
    Pack<Width> inverse = loadPack<Width>(inverseDeviation + channel);
    Pack<Width> offset = loadPack<Width>(dbeta + channel);
    Pack<Width> slope = loadPack<Width>(dgamma + channel);
#pragma unroll
    for (int j = 0; j < Width; j++) {
      scale[j] *= inverse[j];
      offset[j] *= perRow;
      slope[j] *= inverse[j] * perRow;
    }
    return {x, dy, dx, loadPack<Width>(mean + channel), scale, offset, slope};
  }
};

/** A function of each element, made once for each channel by `functions`. */
template <int Width, typename Functions>
__global__ void channelKernel(Columns columns, Functions functions) {
  int thread = static_cast<int>(threadIdx.x);
  int64_t channel = (static_cast<int64_t>(blockIdx.x) * columns.lanes + thread % columns.lanes) * Width;
  if (channel >= columns.count) {
    return;
  }
  auto function = functions.template of<Width>(channel);
  int64_t step = static_cast<int64_t>(gridDim.y) * columns.groups();
#pragma unroll 4
  for (int64_t row = static_cast<int64_t>(blockIdx.y) * columns.groups() + thread / columns.lanes; row < columns.size; row += step) {
    function(row * columns.inner + channel);
  }
}

template <typename Functions>
cudaError_t forEachChannel(cudaStream_t stream, const Columns& columns, const Functions& functions) {
  constexpr int64_t enoughBlocks = 1 << 13;
  int64_t across = ceilDiv<int64_t>(columns.count / columns.width(), columns.lanes);
  int64_t down = min(ceilDiv<int64_t>(columns.size, columns.groups()), ceilDiv(enoughBlocks, across));
  auto kernel = columns.width() == 4 ? &channelKernel<4, Functions> : &channelKernel<1, Functions>;
  dim3 grid(static_cast<unsigned>(across), static_cast<unsigned>(down));
  return launch(stream, kernel, grid, columnThreads, 0, columns, functions);
}

Columns channelsOf(const fovea_batch_norm& op) { return columnsOf(1, op.rows, op.channels); }

}  // namespace

}  // namespace fovea

size_t fovea_batch_norm_workspace(const fovea_batch_norm* op) {
  return fovea::columnsWorkspace<fovea::Moments>(fovea::channelsOf(*op));
}

cudaError_t fovea_batch_norm_training_float32(const fovea_batch_norm* op, const float* x, const float* gamma, const float* beta,
                                              float* running_mean, float* running_variance, float* y, float* mean,
                                              float* inverse_deviation, void* workspace, cudaStream_t stream) {
  fovea::Columns columns = fovea::channelsOf(*op);
  fovea::StoreStatistics store{*op, running_mean, running_variance, mean, inverse_deviation};
  cudaError_t error = fovea::reduceColumns(stream, columns, fovea::Statistics{x}, store, workspace);
  if (error != cudaSuccess) {
    return error;
  }
  return fovea::forEachChannel(stream, columns, fovea::Normalization{x, gamma, beta, mean, inverse_deviation, 0, y});
}

cudaError_t fovea_batch_norm_inference_float32(const fovea_batch_norm* op, const float* x, const float* gamma, const float* beta,
                                               const float* mean, const float* variance, float* y, cudaStream_t stream) {
  return fovea::forEachChannel(stream, fovea::channelsOf(*op),
                               fovea::Normalization{x, gamma, beta, mean, variance, op->epsilon, y});
}

cudaError_t fovea_batch_norm_gradient_float32(const fovea_batch_norm* op, const float* x, const float* dy, const float* gamma,
                                              const float* mean, const float* inverse_deviation, float* dx, float* dgamma,
                                              float* dbeta, void* workspace, cudaStream_t stream) {
  fovea::Columns columns = fovea::channelsOf(*op);
  fovea::StoreGradientSums store{inverse_deviation, dgamma, dbeta};
  cudaError_t error = fovea::reduceColumns(stream, columns, fovea::GradientSums{x, dy, mean}, store, workspace);
  if (error != cudaSuccess) {
    return error;
  }
  float perRow = 1 / static_cast<float>(op->rows);
  return fovea::forEachChannel(
      stream, columns, fovea::NormalizationGradient{x, dy, gamma, mean, inverse_deviation, dgamma, dbeta, perRow, dx});
}
