#include <algorithm>

#include "check.h"
#include "ints.h"

namespace {

constexpr double roundoff = 6e-8;

struct Geometry {
  int outer;
  int size;
  int inner;
};

/** Short and long rows, narrow and wide columns, with splits and without. */
const std::vector<Geometry> geometries = {{1, 1, 1},    {3, 17, 1},   {5, 64, 1},    {2, 2049, 1},  {1, 40000, 1}, {2, 32768, 1},
                                          {1, 1, 64},   {1, 129, 3},  {1, 129, 64},  {4, 5, 3},     {3, 65, 4},    {1, 4000, 16},
                                          {1, 9001, 3}, {2, 700, 12}, {1, 300, 1028}};

std::vector<float> inputOf(const Geometry& g) { return test::uniform(static_cast<size_t>(g.outer) * g.size * g.inner, 1); }

/** The elements that make output `o, i`. */
std::vector<float> column(const std::vector<float>& x, const Geometry& g, int o, int i) {
  std::vector<float> result;
  for (int s = 0; s < g.size; s++) {
    result.push_back(x[(static_cast<size_t>(o) * g.size + s) * g.inner + i]);
  }
  return result;
}

double reduced(fovea_reduce_kind kind, const std::vector<float>& values) {
  double sum = 0;
  for (float value : values) {
    sum += kind == FOVEA_REDUCE_SUM_OF_SQUARES ? static_cast<double>(value) * value : value;
  }
  switch (kind) {
    case FOVEA_REDUCE_MAX:
      return *std::max_element(values.begin(), values.end());
    case FOVEA_REDUCE_MIN:
      return *std::min_element(values.begin(), values.end());
    case FOVEA_REDUCE_MEAN:
      return sum / static_cast<double>(values.size());
    default:
      return sum;
  }
}

void checkReduce(fovea_reduce_kind kind, const Geometry& g) {
  fovea_reduce op{kind, g.outer, g.size, g.inner};
  std::vector<float> x = inputOf(g);
  std::vector<double> expected;
  std::vector<double> bound;
  for (int o = 0; o < g.outer; o++) {
    for (int i = 0; i < g.inner; i++) {
      expected.push_back(reduced(kind, column(x, g, o, i)));
      bound.push_back((4 + std::sqrt(g.size)) * roundoff * (kind == FOVEA_REDUCE_MEAN ? 1 : g.size));
    }
  }
  test::DeviceArray deviceX(x);
  test::DeviceArray y(expected.size());
  test::DeviceArray workspace(fovea_reduce_workspace(&op) / sizeof(float));
  CHECK(fovea_reduce_float32(&op, deviceX.data(), y.data(), workspace.data(), nullptr) == cudaSuccess);
  test::checkClose("reduce " + std::to_string(kind) + " of " + std::to_string(g.outer) + "," + std::to_string(g.size) + "," +
                       std::to_string(g.inner),
                   y.values(), expected, bound);
}

void checkArgMax(const Geometry& g, const std::vector<float>& x) {
  std::vector<int32_t> expected;
  for (int o = 0; o < g.outer; o++) {
    for (int i = 0; i < g.inner; i++) {
      std::vector<float> values = column(x, g, o, i);
      auto nan = std::find_if(values.begin(), values.end(), [](float value) { return std::isnan(value); });
      auto best = nan != values.end() ? nan : std::max_element(values.begin(), values.end());
      expected.push_back(static_cast<int32_t>(best - values.begin()));
    }
  }
  test::DeviceArray deviceX(x);
  test::DeviceInts y(expected.size());
  test::DeviceArray workspace(fovea_arg_max_workspace(g.outer, g.size, g.inner) / sizeof(float));
  CHECK(fovea_arg_max_float32(g.outer, g.size, g.inner, deviceX.data(), y.data(), workspace.data(), nullptr) == cudaSuccess);
  CHECK(y.values() == expected);
}

/** Log-softmax of one row. */
std::vector<double> logSoftmax(const float* x, int classes) {
  double maximum = *std::max_element(x, x + classes);
  double sum = 0;
  for (int c = 0; c < classes; c++) {
    sum += std::exp(x[c] - maximum);
  }
  std::vector<double> result;
  for (int c = 0; c < classes; c++) {
    result.push_back(x[c] - maximum - std::log(sum));
  }
  return result;
}

std::vector<double> bounds(size_t length, double roundoffs) { return std::vector<double>(length, roundoffs * roundoff); }

}  // namespace

TEST(reduce) {
  for (const Geometry& g : geometries) {
    for (auto kind : {FOVEA_REDUCE_SUM, FOVEA_REDUCE_MEAN, FOVEA_REDUCE_SUM_OF_SQUARES, FOVEA_REDUCE_MAX, FOVEA_REDUCE_MIN}) {
      checkReduce(kind, g);
    }
  }
}

TEST(reduce_arg_max) {
  for (const Geometry& g : geometries) {
    std::vector<float> x = inputOf(g);
    checkArgMax(g, x);
    for (float& value : x) {
      value = std::round(2 * value);  // many equals
    }
    checkArgMax(g, x);
    x[x.size() / 2] = NAN;
    x[x.size() / 3] = NAN;
    checkArgMax(g, x);
    checkArgMax(g, std::vector<float>(x.size(), -INFINITY));
  }
}

TEST(reduce_softmax_and_cross_entropy) {
  constexpr int rows = 5;
  for (int classes : {1, 2, 3, 10, 16, 17, 64, 129, 1000, 2049, 4096}) {
    size_t length = static_cast<size_t>(rows) * classes;
    std::vector<float> x = test::uniform(length, 1, -8, 8);
    std::vector<int32_t> targets = {0, classes - 1, classes / 2, -1, classes};
    std::vector<double> logarithms;
    std::vector<double> probabilities;
    std::vector<double> losses;
    for (int r = 0; r < rows; r++) {
      std::vector<double> row = logSoftmax(&x[static_cast<size_t>(r) * classes], classes);
      losses.push_back(r < 3 ? -row[targets[r]] : NAN);
      for (double value : row) {
        logarithms.push_back(value);
        probabilities.push_back(std::exp(value));
      }
    }
    test::DeviceArray logits(x);
    test::DeviceArray y(length);
    test::DeviceInts deviceTargets(targets);
    test::DeviceArray deviceLosses(rows);
    test::DeviceArray ones(std::vector<float>(rows, 1));
    std::string what = " of " + std::to_string(classes);
    CHECK(fovea_softmax_float32(rows, classes, 0, logits.data(), y.data(), nullptr) == cudaSuccess);
    test::checkClose("softmax" + what, y.values(), probabilities, bounds(length, 64));
    CHECK(fovea_softmax_float32(rows, classes, 1, logits.data(), y.data(), nullptr) == cudaSuccess);
    test::checkClose("logSoftmax" + what, y.values(), logarithms, bounds(length, 512));
    CHECK(fovea_cross_entropy_float32(rows, classes, logits.data(), deviceTargets.data(), deviceLosses.data(), nullptr) == cudaSuccess);
    test::checkClose("crossEntropy" + what, deviceLosses.values(), losses, bounds(rows, 512));
    CHECK(fovea_cross_entropy_gradient_float32(rows, classes, logits.data(), deviceTargets.data(), ones.data(), y.data(), nullptr) ==
          cudaSuccess);
    for (size_t i = 0; i < length; i++) {
      size_t row = i / classes;
      probabilities[i] = row < 3 ? probabilities[i] - (static_cast<int>(i % classes) == targets[row] ? 1 : 0) : NAN;
    }
    test::checkClose("crossEntropyGradient" + what, y.values(), probabilities, bounds(length, 64));
  }
}

TEST(reduce_softmax_gradients) {
  constexpr int rows = 3;
  for (int classes : {1, 3, 16, 65, 2052}) {
    size_t length = static_cast<size_t>(rows) * classes;
    std::vector<float> y = test::uniform(length, 1);
    std::vector<float> dy = test::uniform(length, 2);
    std::vector<double> expected;
    std::vector<double> expectedOfLogarithm;
    for (size_t i = 0; i < length; i++) {
      double product = 0;
      double sum = 0;
      for (size_t k = i / classes * classes; k < (i / classes + 1) * classes; k++) {
        product += static_cast<double>(y[k]) * dy[k];
        sum += dy[k];
      }
      expected.push_back(y[i] * (dy[i] - product));
      expectedOfLogarithm.push_back(dy[i] - std::exp(static_cast<double>(y[i])) * sum);
    }
    test::DeviceArray deviceY(y);
    test::DeviceArray deviceDy(dy);
    test::DeviceArray dx(length);
    CHECK(fovea_softmax_gradient_float32(rows, classes, 0, deviceY.data(), deviceDy.data(), dx.data(), nullptr) == cudaSuccess);
    test::checkClose("softmaxGradient", dx.values(), expected, bounds(length, 8 * std::sqrt(classes) + 8));
    CHECK(fovea_softmax_gradient_float32(rows, classes, 1, deviceY.data(), deviceDy.data(), deviceDy.data(), nullptr) == cudaSuccess);
    test::checkClose("logSoftmaxGradient", deviceDy.values(), expectedOfLogarithm, bounds(length, 32 * std::sqrt(classes) + 8));
  }
}
