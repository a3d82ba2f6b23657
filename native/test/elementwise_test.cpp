#include <limits>

#include "check.h"

namespace {

const std::vector<size_t> lengths = {1, 3, 4, 5, 127, 1024, 1027};

constexpr double roundoff = 6e-8;

struct Function {
  fovea_unary_kind kind;
  const char* name;
  double (*value)(double);
  double (*slope)(double);
};

constexpr double alpha = 0.25;
constexpr double beta = -3;

const std::vector<Function> functions = {
    {FOVEA_UNARY_RELU, "relu", [](double x) { return x < 0 ? 0 : x; }, [](double x) { return x > 0 ? 1.0 : 0.0; }},
    {FOVEA_UNARY_LEAKY_RELU, "leakyRelu", [](double x) { return x > 0 ? x : alpha * x; }, [](double x) { return x > 0 ? 1 : alpha; }},
    {FOVEA_UNARY_SIGMOID, "sigmoid", [](double x) { return 1 / (1 + std::exp(-x)); },
     [](double x) { return 1 / (2 + std::exp(-x) + std::exp(x)); }},
    {FOVEA_UNARY_TANH, "tanh", [](double x) { return std::tanh(x); }, [](double x) { return 1 - std::tanh(x) * std::tanh(x); }},
    {FOVEA_UNARY_EXP, "exp", [](double x) { return std::exp(x); }, [](double x) { return std::exp(x); }},
    {FOVEA_UNARY_LOG, "log", [](double x) { return std::log(x); }, [](double x) { return 1 / x; }},
    {FOVEA_UNARY_SQRT, "sqrt", [](double x) { return std::sqrt(x); }, [](double x) { return 0.5 / std::sqrt(x); }},
    {FOVEA_UNARY_SQUARE, "square", [](double x) { return x * x; }, [](double x) { return 2 * x; }},
    {FOVEA_UNARY_ABS, "abs", [](double x) { return std::abs(x); }, [](double x) { return x > 0 ? 1.0 : x < 0 ? -1.0 : 0.0; }},
    {FOVEA_UNARY_RECIPROCAL, "reciprocal", [](double x) { return 1 / x; }, [](double x) { return -1 / (x * x); }},
    {FOVEA_UNARY_AFFINE, "affine", [](double x) { return alpha * x + beta; }, [](double) { return alpha; }},
};

bool positiveOnly(const Function& f) { return f.kind == FOVEA_UNARY_LOG || f.kind == FOVEA_UNARY_SQRT; }

/** Eight roundoffs of the larger of the result and one: saturating functions lose relative accuracy in the derivative. */
std::vector<double> bounds(const std::vector<double>& expected) {
  std::vector<double> result;
  for (double value : expected) {
    result.push_back(8 * roundoff * std::max(1.0, std::abs(value)));
  }
  return result;
}

void checkUnary(const Function& f, size_t length) {
  std::vector<float> x = test::uniform(length, 1, positiveOnly(f) ? 0.1F : -3.F, 3);
  std::vector<float> dy = test::uniform(length, 2);
  std::vector<double> value;
  std::vector<double> gradient;
  for (size_t i = 0; i < length; i++) {
    value.push_back(f.value(x[i]));
    gradient.push_back(f.slope(x[i]) * dy[i]);
  }
  test::DeviceArray deviceX(x);
  test::DeviceArray deviceY(length);
  test::DeviceArray deviceDy(dy);
  test::DeviceArray deviceDx(length);
  auto n = static_cast<int64_t>(length);
  CHECK(fovea_unary_float32(f.kind, deviceX.data(), deviceY.data(), n, alpha, beta, nullptr) == cudaSuccess);
  CHECK(fovea_unary_gradient_float32(f.kind, deviceX.data(), deviceY.data(), deviceDy.data(), deviceDx.data(), n, alpha, beta,
                                     nullptr) == cudaSuccess);
  std::string what = std::string(f.name) + " of " + std::to_string(length);
  test::checkClose(what, deviceY.values(), value, bounds(value));
  test::checkClose(what + ", gradient", deviceDx.values(), gradient, bounds(gradient));
}

}  // namespace

TEST(fill) {
  for (size_t length : lengths) {
    test::DeviceArray y(length);
    CHECK(fovea_fill_float32(y.data(), static_cast<int64_t>(length), 2.5F, nullptr) == cudaSuccess);
    CHECK(y.values() == std::vector<float>(length, 2.5F));
  }
}

TEST(unary) {
  for (const Function& f : functions) {
    for (size_t length : lengths) {
      checkUnary(f, length);
    }
  }
}

TEST(unary_misaligned_and_in_place) {
  constexpr size_t length = 37;
  std::vector<float> x = test::uniform(length, 3);
  test::DeviceArray device(x);
  CHECK(fovea_unary_float32(FOVEA_UNARY_SQUARE, device.data() + 1, device.data() + 1, length - 1, 0, 0, nullptr) == cudaSuccess);
  std::vector<float> y = device.values();
  CHECK(y[0] == x[0]);
  for (size_t i = 1; i < length; i++) {
    CHECK(y[i] == x[i] * x[i]);
  }
}

TEST(unary_keeps_nan) {
  test::DeviceArray device(std::vector<float>{std::numeric_limits<float>::quiet_NaN()});
  CHECK(fovea_unary_float32(FOVEA_UNARY_RELU, device.data(), device.data(), 1, 0, 0, nullptr) == cudaSuccess);
  CHECK(std::isnan(device.values()[0]));
}
