// Cross-entropy of rows of logits against class indices or soft targets, and its gradient.

#include "reduction/softmax_row.cuh"

namespace fovea {

namespace {

/** One class per row, as weights: 1 for the class, 0 for the others, NaN everywhere if there is no such class. */
struct ClassIndices {
  const int32_t* targets;
  int64_t classes;

  struct Row {
    int target;
    bool exists;

    __device__ float weight(int64_t i) const { return !exists ? NAN : i == target ? 1 : 0; }
  };

  __device__ Row row(int64_t number, bool exists) const {
    int target = exists ? targets[number] : 0;
    return {target, target >= 0 && target < classes};
  }
};

struct SoftTargets {
  const float* targets;
  int64_t classes;

  struct Row {
    const float* weights;

    __device__ float weight(int64_t i) const { return weights[i]; }
  };

  __device__ Row row(int64_t number, bool) const { return {targets + number * classes}; }
};

template <typename Targets>
__global__ void lossKernel(Team team, int64_t rows, int64_t classes, Targets targets, const float* logits, float* losses) {
  team.forEachRow(rows, [&](int64_t number, bool exists) {
    const float* x = logits + number * classes;
    int64_t length = exists ? classes : 0;
    auto row = targets.row(number, exists);
    Exponentials of = exponentials<1>(team, x, length);
    float logarithm = logf(of.sum);
    float sum = 0;
    team.forEachPack<1>(length, [&](int64_t i) {
      float weight = row.weight(i);
      if (weight != 0) {  // a logit of -∞ has log-softmax -∞, and 0 · -∞ would be NaN
        sum -= weight * (x[i] - of.maximum - logarithm);
      }
    });
    sum = team.combine(sum, Sum{});
    if (exists && team.rank() == 0) {
      losses[number] = sum;
    }
  });
}

template <typename Targets>
__global__ void lossGradientKernel(Team team, int64_t rows, int64_t classes, Targets targets, const float* logits,
                                   const float* dlosses, float* dlogits) {
  team.forEachRow(rows, [&](int64_t number, bool exists) {
    const float* x = logits + number * classes;
    int64_t length = exists ? classes : 0;
    auto row = targets.row(number, exists);
    Exponentials of = exponentials<1>(team, x, length);
    float total = 0;
    team.forEachPack<1>(length, [&](int64_t i) { total += row.weight(i); });
    total = team.combine(total, Sum{});
    float scale = total / of.sum;
    float dloss = exists ? dlosses[number] : 0;
    team.forEachPack<1>(length, [&](int64_t i) {
      dlogits[number * classes + i] = dloss * (expf(x[i] - of.maximum) * scale - row.weight(i));
    });
  });
}

template <typename Targets>
cudaError_t loss(cudaStream_t stream, int rows, const Targets& targets, const float* logits, float* losses) {
  auto kernel = &lossKernel<Targets>;
  return launchRows(stream, kernel, kernel, rows, targets.classes, targets, logits, losses);
}

template <typename Targets>
cudaError_t lossGradient(cudaStream_t stream, int rows, const Targets& targets, const float* logits, const float* dlosses,
                         float* dlogits) {
  auto kernel = &lossGradientKernel<Targets>;
  return launchRows(stream, kernel, kernel, rows, targets.classes, targets, logits, dlosses, dlogits);
}

}  // namespace

}  // namespace fovea

cudaError_t fovea_cross_entropy_float32(int rows, int classes, const float* logits, const int32_t* targets, float* losses,
                                        cudaStream_t stream) {
  return fovea::loss(stream, rows, fovea::ClassIndices{targets, classes}, logits, losses);
}

cudaError_t fovea_cross_entropy_gradient_float32(int rows, int classes, const float* logits, const int32_t* targets,
                                                 const float* dlosses, float* dlogits, cudaStream_t stream) {
  return fovea::lossGradient(stream, rows, fovea::ClassIndices{targets, classes}, logits, dlosses, dlogits);
}

cudaError_t fovea_soft_cross_entropy_float32(int rows, int classes, const float* logits, const float* targets, float* losses,
                                             cudaStream_t stream) {
  return fovea::loss(stream, rows, fovea::SoftTargets{targets, classes}, logits, losses);
}

cudaError_t fovea_soft_cross_entropy_gradient_float32(int rows, int classes, const float* logits, const float* targets,
                                                      const float* dlosses, float* dlogits, cudaStream_t stream) {
  return fovea::lossGradient(stream, rows, fovea::SoftTargets{targets, classes}, logits, dlosses, dlogits);
}
