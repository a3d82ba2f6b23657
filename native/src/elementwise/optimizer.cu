// Steps of optimisers: each parameter and its state are read once and written once, all parameters in one launch.

#include "elementwise/update.cuh"

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

struct AdaptiveMoments {
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

struct Sgd {
  using Parameter = fovea_sgd_parameter;

  template <typename Change>
  static __device__ void change(const Parameter& of, const Change& change) {
    if (of.step.momentum == 0) {
      change(Descent{of.step.learning_rate, of.step.weight_decay}, of.w, of.gradient);
    } else {
      change(Momentum{of.step}, of.w, of.gradient, of.velocity);
    }
  }
};

struct Adam {
  using Parameter = fovea_adam_parameter;

  template <typename Change>
  static __device__ void change(const Parameter& of, const Change& change) {
    bool decoupled = of.step.decoupled != 0;
    float penalty = decoupled ? 0 : of.step.weight_decay;
    float shrinking = decoupled ? of.step.learning_rate * of.step.weight_decay : 0;
    change(AdaptiveMoments{of.step, penalty, shrinking}, of.w, of.gradient, of.first, of.second);
  }
};

}  // namespace

}  // namespace fovea

cudaError_t fovea_sgd_steps_float32(int count, const fovea_sgd_parameter* parameters, cudaStream_t stream) {
  return fovea::update<fovea::Sgd>(stream, count, parameters);
}

cudaError_t fovea_adam_steps_float32(int count, const fovea_adam_parameter* parameters, cudaStream_t stream) {
  return fovea::update<fovea::Adam>(stream, count, parameters);
}
