// Element-wise functions of one tensor and their derivatives. Each has `value`, f(x), and `gradient`, f'(x) · dy, from x or from
// y = f(x), whichever is cheaper.

#include "elementwise/map.cuh"

namespace fovea {

namespace {

struct Relu {
  // Written so that NaN stays NaN, which fmaxf would drop.
  __device__ float value(float x) const { return x < 0 ? 0 : x; }
  __device__ float gradient(float x, float, float dy) const { return x > 0 ? dy : 0; }
};

struct LeakyRelu {
  float slope;

  __device__ float value(float x) const { return x > 0 ? x : slope * x; }
  __device__ float gradient(float x, float, float dy) const { return x > 0 ? dy : slope * dy; }
};

struct Sigmoid {
  __device__ float value(float x) const { return 1 / (1 + expf(-x)); }
  __device__ float gradient(float, float y, float dy) const { return dy * y * (1 - y); }
};

struct Tanh {
  __device__ float value(float x) const { return tanhf(x); }
  __device__ float gradient(float, float y, float dy) const { return dy * (1 - y * y); }
};

struct Exp {
  __device__ float value(float x) const { return expf(x); }
  __device__ float gradient(float, float y, float dy) const { return dy * y; }
};

struct Log {
  __device__ float value(float x) const { return logf(x); }
  __device__ float gradient(float x, float, float dy) const { return dy / x; }
};

struct Sqrt {
  __device__ float value(float x) const { return sqrtf(x); }
  __device__ float gradient(float, float y, float dy) const { return dy / (2 * y); }
};

struct Square {
  __device__ float value(float x) const { return x * x; }
  __device__ float gradient(float x, float, float dy) const { return dy * 2 * x; }
};

struct Abs {
  __device__ float value(float x) const { return fabsf(x); }
  __device__ float gradient(float x, float, float dy) const { return x > 0 ? dy : x < 0 ? -dy : dy * x; }
};

struct Reciprocal {
  __device__ float value(float x) const { return 1 / x; }
  __device__ float gradient(float, float y, float dy) const { return -dy * y * y; }
};

struct Affine {
  float factor;
  float addend;

  __device__ float value(float x) const { return factor * x + addend; }
  __device__ float gradient(float, float, float dy) const { return dy * factor; }
};

/** The action with the function of this kind. */
template <typename Action>
cudaError_t withFunction(fovea_unary_kind kind, float alpha, float beta, const Action& action) {
  switch (kind) {
    case FOVEA_UNARY_RELU:
      return action(Relu{});
    case FOVEA_UNARY_LEAKY_RELU:
      return action(LeakyRelu{alpha});
    case FOVEA_UNARY_SIGMOID:
      return action(Sigmoid{});
    case FOVEA_UNARY_TANH:
      return action(Tanh{});
    case FOVEA_UNARY_EXP:
      return action(Exp{});
    case FOVEA_UNARY_LOG:
      return action(Log{});
    case FOVEA_UNARY_SQRT:
      return action(Sqrt{});
    case FOVEA_UNARY_SQUARE:
      return action(Square{});
    case FOVEA_UNARY_ABS:
      return action(Abs{});
    case FOVEA_UNARY_RECIPROCAL:
      return action(Reciprocal{});
    case FOVEA_UNARY_AFFINE:
      return action(Affine{alpha, beta});
  }
  return cudaErrorInvalidValue;
}

template <typename Function>
struct Value {
  Function function;

  __device__ float operator()(float x) const { return function.value(x); }
};

template <typename Function>
struct Gradient {
  Function function;

  __device__ float operator()(float x, float y, float dy) const { return function.gradient(x, y, dy); }
};

}  // namespace

}  // namespace fovea

cudaError_t fovea_unary_float32(fovea_unary_kind kind, const float* x, float* y, int64_t length, float alpha, float beta,
                                cudaStream_t stream) {
  return fovea::withFunction(kind, alpha, beta, [&](auto function) {
    return fovea::map(stream, length, fovea::Value<decltype(function)>{function}, y, x);
  });
}

cudaError_t fovea_unary_gradient_float32(fovea_unary_kind kind, const float* x, const float* y, const float* dy, float* dx,
                                         int64_t length, float alpha, float beta, cudaStream_t stream) {
  return fovea::withFunction(kind, alpha, beta, [&](auto function) {
    return fovea::map(stream, length, fovea::Gradient<decltype(function)>{function}, dx, x, y, dy);
  });
}
