// Pooling, resizing and gathering. Each gradient is judged as the transpose of its operation: Σ y · dy = Σ x · dx.

#include <algorithm>

#include "check.h"
#include "ints.h"

namespace {

double dot(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); i++) {
    sum += static_cast<double>(a[i]) * b[i];
  }
  return sum;
}

bool isTranspose(const std::vector<float>& x, const std::vector<float>& dx, const std::vector<float>& y, const std::vector<float>& dy) {
  return std::abs(dot(y, dy) - dot(x, dx)) < 1e-5 * static_cast<double>(x.size() + y.size());
}

fovea_pool_axis sliding(int size, int kernel, int stride, int before, int after) {
  return {size, (size + before + after - kernel) / stride + 1, 0, kernel, stride, before, after};
}

fovea_pool_axis adaptive(int size, int output) { return {size, output, 1, 0, 0, 0, 0}; }

int beginOf(const fovea_pool_axis& axis, int window) {
  return axis.adaptive != 0 ? window * axis.size / axis.output : std::max(0, window * axis.stride - axis.before);
}

int endOf(const fovea_pool_axis& axis, int window) {
  return axis.adaptive != 0 ? ((window + 1) * axis.size + axis.output - 1) / axis.output
                            : std::min(axis.size, window * axis.stride - axis.before + axis.kernel);
}

size_t inputLength(const fovea_pool2d& op) { return static_cast<size_t>(op.n) * op.rows.size * op.columns.size * op.channels; }
size_t outputLength(const fovea_pool2d& op) { return static_cast<size_t>(op.n) * op.rows.output * op.columns.output * op.channels; }

/** The largest value and the mean of the window of output i. */
std::pair<float, double> pooled(const fovea_pool2d& op, const std::vector<float>& x, size_t i) {
  auto c = i % op.channels;
  auto column = static_cast<int>(i / op.channels % op.columns.output);
  auto row = static_cast<int>(i / op.channels / op.columns.output % op.rows.output);
  auto n = i / op.channels / op.columns.output / op.rows.output;
  float largest = -INFINITY;
  double sum = 0;
  int cells = 0;
  for (int h = beginOf(op.rows, row); h < endOf(op.rows, row); h++) {
    for (int w = beginOf(op.columns, column); w < endOf(op.columns, column); w++) {
      float value = x[((n * op.rows.size + h) * op.columns.size + w) * op.channels + c];
      largest = std::max(largest, value);
      sum += value;
      cells++;
    }
  }
  return {largest, sum / cells};
}

void checkPool(const fovea_pool2d& op) {
  std::vector<float> x = test::uniform(inputLength(op), 1);
  std::vector<float> dy = test::uniform(outputLength(op), 2);
  std::vector<float> largest;
  std::vector<double> means;
  for (size_t i = 0; i < outputLength(op); i++) {
    auto [maximum, mean] = pooled(op, x, i);
    largest.push_back(maximum);
    means.push_back(mean);
  }
  test::DeviceArray deviceX(x);
  test::DeviceArray deviceDy(dy);
  test::DeviceArray y(outputLength(op));
  test::DeviceArray dx(inputLength(op));
  test::DeviceInts indices(outputLength(op));
  CHECK(fovea_max_pool2d_float32(&op, deviceX.data(), y.data(), indices.data(), nullptr) == cudaSuccess);
  CHECK(y.values() == largest);
  CHECK(fovea_max_pool2d_gradient_float32(&op, deviceDy.data(), indices.data(), dx.data(), nullptr) == cudaSuccess);
  CHECK(isTranspose(x, dx.values(), y.values(), dy));
  CHECK(fovea_max_pool2d_float32(&op, deviceX.data(), y.data(), nullptr, nullptr) == cudaSuccess);
  CHECK(y.values() == largest);
  CHECK(fovea_average_pool2d_float32(&op, deviceX.data(), y.data(), nullptr) == cudaSuccess);
  test::checkClose("averagePool2d", y.values(), means, std::vector<double>(means.size(), 1e-6));
  CHECK(fovea_average_pool2d_gradient_float32(&op, deviceDy.data(), dx.data(), nullptr) == cudaSuccess);
  CHECK(isTranspose(x, dx.values(), y.values(), dy));
}

void checkResize(const fovea_resize2d& op) {
  std::vector<float> x = test::uniform(static_cast<size_t>(op.n) * op.height * op.width * op.channels, 1);
  std::vector<float> dy = test::uniform(static_cast<size_t>(op.n) * op.output_height * op.output_width * op.channels, 2);
  test::DeviceArray deviceX(x);
  test::DeviceArray deviceDy(dy);
  test::DeviceArray y(dy.size());
  test::DeviceArray dx(x.size());
  CHECK(fovea_resize2d_float32(&op, deviceX.data(), y.data(), nullptr) == cudaSuccess);
  CHECK(fovea_resize2d_gradient_float32(&op, deviceDy.data(), dx.data(), nullptr) == cudaSuccess);
  CHECK(isTranspose(x, dx.values(), y.values(), dy));
  if (op.height == op.output_height && op.width == op.output_width) {
    CHECK(y.values() == x);
  }
  // Weights sum to 1.
  test::DeviceArray ones(std::vector<float>(x.size(), 1));
  CHECK(fovea_resize2d_float32(&op, ones.data(), y.data(), nullptr) == cudaSuccess);
  test::checkClose("resize2d of ones", y.values(), std::vector<double>(dy.size(), 1), std::vector<double>(dy.size(), 1e-6));
}

void checkGather(const fovea_gather& op, const std::vector<int32_t>& indices) {
  std::vector<float> x = test::uniform(static_cast<size_t>(op.outer) * op.size * op.inner, 1);
  std::vector<float> dy = test::uniform(static_cast<size_t>(op.outer) * op.count * op.inner, 2);
  std::vector<double> expected;
  std::vector<double> gradient(x.size(), 0);
  for (size_t i = 0; i < dy.size(); i++) {
    size_t o = i / op.inner / op.count;
    int entry = indices[i / op.inner % op.count];
    bool exists = entry >= 0 && entry < op.size;
    size_t from = exists ? (o * op.size + entry) * op.inner + i % op.inner : 0;
    expected.push_back(exists ? x[from] : NAN);
    gradient[from] += exists ? dy[i] : 0;
  }
  test::DeviceArray deviceX(x);
  test::DeviceArray deviceDy(dy);
  test::DeviceInts deviceIndices(indices);
  test::DeviceArray y(dy.size());
  test::DeviceArray dx(x.size());
  test::DeviceInts workspace(fovea_gather_gradient_workspace(&op) / sizeof(int32_t));
  CHECK(fovea_gather_float32(&op, deviceX.data(), deviceIndices.data(), y.data(), nullptr) == cudaSuccess);
  test::checkClose("gather", y.values(), expected, std::vector<double>(expected.size(), 0));
  CHECK(fovea_gather_gradient_float32(&op, deviceDy.data(), deviceIndices.data(), dx.data(), workspace.data(), nullptr) == cudaSuccess);
  test::checkClose("gatherGradient", dx.values(), gradient, std::vector<double>(gradient.size(), 1e-6));
}

}  // namespace

TEST(image_pool) {
  for (int channels : {1, 3, 4, 16, 17, 64}) {
    checkPool({2, channels, sliding(8, 2, 2, 0, 0), sliding(9, 2, 2, 0, 0), 0});
    checkPool({1, channels, sliding(7, 3, 2, 1, 1), sliding(8, 3, 2, 1, 1), 0});
    checkPool({1, channels, sliding(7, 3, 1, 1, 1), sliding(5, 2, 3, 1, 0), 0});
    checkPool({1, channels, adaptive(7, 1), adaptive(9, 1), 0});
    checkPool({2, channels, adaptive(7, 3), adaptive(5, 8), 0});
    checkPool({1, channels, adaptive(1, 1), sliding(1, 1, 1, 0, 0), 0});
  }
}

/** Cells of padding count, those that the last window has beyond it don't. */
TEST(image_pool_counts_padding) {
  fovea_pool2d op{1, 1, sliding(3, 2, 2, 1, 0), sliding(3, 2, 2, 1, 0), 1};
  test::DeviceArray x(std::vector<float>(9, 1));
  test::DeviceArray y(4);
  CHECK(fovea_average_pool2d_float32(&op, x.data(), y.data(), nullptr) == cudaSuccess);
  CHECK((y.values() == std::vector<float>{0.25F, 0.5F, 0.5F, 1}));
}

TEST(image_pool_takes_the_first_nan) {
  fovea_pool2d op{1, 1, sliding(1, 1, 1, 0, 0), sliding(4, 4, 1, 0, 0), 0};
  test::DeviceArray x(std::vector<float>{5, NAN, 7, NAN});
  test::DeviceArray y(1);
  test::DeviceInts index(1);
  CHECK(fovea_max_pool2d_float32(&op, x.data(), y.data(), index.data(), nullptr) == cudaSuccess);
  CHECK(std::isnan(y.values()[0]));
  CHECK(index.values()[0] == 1);
}

TEST(image_resize) {
  for (int bilinear : {0, 1}) {
    for (int corners : {0, 1}) {
      for (int channels : {1, 3, 4, 64}) {
        checkResize({bilinear, 1, 5, 7, 5, 7, channels, corners});
        checkResize({bilinear, 2, 5, 7, 10, 14, channels, corners});
        checkResize({bilinear, 1, 9, 17, 4, 5, channels, corners});
        checkResize({bilinear, 1, 3, 1, 1, 16, channels, corners});
        checkResize({bilinear, 1, 63, 2, 17, 65, channels, corners});
      }
    }
  }
}

TEST(image_gather) {
  checkGather({1, 1, 1, 1}, {0});
  checkGather({2, 5, 4, 7}, {4, 0, 4, 2, 4, 0, 1});
  checkGather({3, 4, 3, 6}, {-1, 3, 4, 3, 0, 100});
  checkGather({1, 300, 64, 65}, [] {
    std::vector<int32_t> indices;
    for (int i = 0; i < 65; i++) {
      indices.push_back(i * i % 17);
    }
    return indices;
  }());
}
