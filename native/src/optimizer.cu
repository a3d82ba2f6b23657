// Steps of optimisers: each parameter and its state are read once and written once.

#include "update.cuh"

namespace fovea {

namespace {

struct Descent {
  float learningRate;
  float weightDecay;

  __device__ void operator()(float& w, float gradient) const { w -= learningRate * (gradient + weightDecay * w); }
};

struct Momentum {
  fovea_sgd_step op;

  __device__ void operator()(float& w, float gradient, float& velocity) const {
    float step = gradient + op.weight_decay * w;
    velocity = op.momentum * velocity + step;
    w -= op.learning_rate * (op.nesterov != 0 ? step + op.momentum * velocity : velocity);
  }
};

struct Adam {
  fovea_adam_step op;
  float penalty;   /* the share of weight decay in the gradient */
  float shrinking; /* the share of w that AdamW takes away */

  __device__ void operator()(float& w, float gradient, float& first, float& second) const {
    float g = gradient + penalty * w;
    first = op.beta1 * first + (1 - op.beta1) * g;
    second = op.beta2 * second + (1 - op.beta2) * g * g;
    float root = sqrtf(second) / op.root_correction + op.epsilon;
    w = w - op.step_size * (first / root) - shrinking * w;
  }
};

}  // namespace

}  // namespace fovea

cudaError_t fovea_sgd_step_float32(const fovea_sgd_step* op, float* w, const float* gradient, float* velocity, int64_t length,
                                   cudaStream_t stream) {
  if (op->momentum == 0) {
    return fovea::update(stream, length, fovea::Descent{op->learning_rate, op->weight_decay}, w, gradient);
  }
  return fovea::update(stream, length, fovea::Momentum{*op}, w, gradient, velocity);
}

cudaError_t fovea_adam_step_float32(const fovea_adam_step* op, float* w, const float* gradient, float* first, float* second,
                                    int64_t length, cudaStream_t stream) {
  float penalty = op->decoupled != 0 ? 0 : op->weight_decay;
  float shrinking = op->decoupled != 0 ? op->learning_rate * op->weight_decay : 0;
  return fovea::update(stream, length, fovea::Adam{*op, penalty, shrinking}, w, gradient, first, second);
}
