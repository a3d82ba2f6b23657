#include "check.h"

namespace {

constexpr double roundoff = 6e-8;
constexpr float epsilon = 1e-3F;

/** Values per group, groups: few and many, with splits and without. */
struct Sizes {
  int rows;
  int columns;
};

const std::vector<Sizes> sizes = {{1, 1}, {3, 16}, {17, 3}, {64, 65}, {129, 64}, {5, 1000}, {3, 2052}, {3000, 4}, {2500, 3}};

/** Far from zero, so that E[x²] - E[x]² would be lost. */
std::vector<float> inputOf(const Sizes& s) { return test::uniform(static_cast<size_t>(s.rows) * s.columns, 1, 99, 101); }

/** Mean and inverse deviation of `count` values, `step` apart. */
struct Normal {
  double mean = 0;
  double variance = 0;

  Normal(const float* x, int step, int count) {
    for (int i = 0; i < count; i++) {
      mean += static_cast<double>(x[static_cast<size_t>(i) * step]) / count;
    }
    for (int i = 0; i < count; i++) {
      double deviation = x[static_cast<size_t>(i) * step] - mean;
      variance += deviation * deviation / count;
    }
  }

  double inverse() const { return 1 / std::sqrt(variance + epsilon); }
};

std::vector<double> bounds(size_t length, double roundoffs) { return std::vector<double>(length, roundoffs * roundoff); }

/** xhat · gamma + beta is as far off as the mean, whose roundoff is 100 times that of 1. */
constexpr double outputRoundoffs = 4000;

}  // namespace

TEST(normalization_batch) {
  for (const Sizes& s : sizes) {
    std::vector<float> x = inputOf(s);
    std::vector<float> gamma = test::uniform(s.columns, 2);
    std::vector<float> beta = test::uniform(s.columns, 3);
    std::vector<double> y(x.size());
    std::vector<double> running;
    std::vector<double> runningVariance;
    for (int c = 0; c < s.columns; c++) {
      Normal normal(&x[c], s.columns, s.rows);
      running.push_back(0.75 + 0.25 * normal.mean);
      runningVariance.push_back(0.75 + 0.25 * normal.variance * s.rows / std::max(1, s.rows - 1));
      for (int r = 0; r < s.rows; r++) {
        size_t i = static_cast<size_t>(r) * s.columns + c;
        y[i] = gamma[c] * (x[i] - normal.mean) * normal.inverse() + beta[c];
      }
    }
    fovea_batch_norm op{s.rows, s.columns, epsilon, 0.25F};
    test::DeviceArray deviceX(x);
    test::DeviceArray deviceGamma(gamma);
    test::DeviceArray deviceBeta(beta);
    test::DeviceArray deviceRunning(std::vector<float>(s.columns, 1));
    test::DeviceArray deviceRunningVariance(std::vector<float>(s.columns, 1));
    test::DeviceArray deviceY(x.size());
    test::DeviceArray mean(s.columns);
    test::DeviceArray inverse(s.columns);
    test::DeviceArray workspace(fovea_batch_norm_workspace(&op) / sizeof(float));
    CHECK(fovea_batch_norm_training_float32(&op, deviceX.data(), deviceGamma.data(), deviceBeta.data(), deviceRunning.data(),
                                            deviceRunningVariance.data(), deviceY.data(), mean.data(), inverse.data(),
                                            workspace.data(), nullptr) == cudaSuccess);
    test::checkClose("batchNormTraining", deviceY.values(), y, bounds(x.size(), outputRoundoffs));
    test::checkClose("batchNormTraining, running mean", deviceRunning.values(), running, bounds(s.columns, 400));
    test::checkClose("batchNormTraining, running variance", deviceRunningVariance.values(), runningVariance, bounds(s.columns, 100));
    // With variance 1/inverse² - epsilon, inference gives the same.
    std::vector<float> variance;
    for (float value : inverse.values()) {
      variance.push_back(1 / (value * value) - epsilon);
    }
    test::DeviceArray deviceVariance(variance);
    CHECK(fovea_batch_norm_inference_float32(&op, deviceX.data(), deviceGamma.data(), deviceBeta.data(), mean.data(),
                                             deviceVariance.data(), deviceX.data(), nullptr) == cudaSuccess);
    test::checkClose("batchNormInference", deviceX.values(), y, bounds(x.size(), 2 * outputRoundoffs));
  }
}

TEST(normalization_batch_gradient) {
  for (const Sizes& s : sizes) {
    std::vector<float> x = test::uniform(static_cast<size_t>(s.rows) * s.columns, 1);
    std::vector<float> dy = test::uniform(x.size(), 2);
    std::vector<float> gamma = test::uniform(s.columns, 3);
    std::vector<float> mean = test::uniform(s.columns, 4);
    std::vector<float> inverse = test::uniform(s.columns, 5, 0.5F, 1);
    std::vector<double> dx(x.size());
    std::vector<double> dgamma(s.columns, 0);
    std::vector<double> dbeta(s.columns, 0);
    auto xhat = [&](size_t i) { return (static_cast<double>(x[i]) - mean[i % s.columns]) * inverse[i % s.columns]; };
    for (size_t i = 0; i < x.size(); i++) {
      dgamma[i % s.columns] += dy[i] * xhat(i);
      dbeta[i % s.columns] += dy[i];
    }
    for (size_t i = 0; i < x.size(); i++) {
      size_t c = i % s.columns;
      dx[i] = static_cast<double>(gamma[c]) * inverse[c] * (dy[i] - (dbeta[c] + xhat(i) * dgamma[c]) / s.rows);
    }
    fovea_batch_norm op{s.rows, s.columns, epsilon, 0.25F};
    test::DeviceArray deviceX(x);
    test::DeviceArray deviceDy(dy);
    test::DeviceArray deviceGamma(gamma);
    test::DeviceArray deviceMean(mean);
    test::DeviceArray deviceInverse(inverse);
    test::DeviceArray deviceDx(x.size());
    test::DeviceArray deviceDgamma(s.columns);
    test::DeviceArray deviceDbeta(s.columns);
    test::DeviceArray workspace(fovea_batch_norm_workspace(&op) / sizeof(float));
    CHECK(fovea_batch_norm_gradient_float32(&op, deviceX.data(), deviceDy.data(), deviceGamma.data(), deviceMean.data(),
                                            deviceInverse.data(), deviceDx.data(), deviceDgamma.data(), deviceDbeta.data(),
                                            workspace.data(), nullptr) == cudaSuccess);
    test::checkClose("batchNormGradient, dx", deviceDx.values(), dx, bounds(x.size(), 100));
    test::checkClose("batchNormGradient, dgamma", deviceDgamma.values(), dgamma, bounds(s.columns, 16 + s.rows));
    test::checkClose("batchNormGradient, dbeta", deviceDbeta.values(), dbeta, bounds(s.columns, 16 + s.rows));
  }
}

TEST(normalization_layer) {
  for (const Sizes& s : sizes) {
    std::vector<float> x = inputOf(s);
    std::vector<float> gamma = test::uniform(s.columns, 2);
    std::vector<float> beta = test::uniform(s.columns, 3);
    std::vector<double> y;
    for (int r = 0; r < s.rows; r++) {
      const float* row = &x[static_cast<size_t>(r) * s.columns];
      Normal normal(row, 1, s.columns);
      for (int c = 0; c < s.columns; c++) {
        y.push_back(gamma[c] * (row[c] - normal.mean) * normal.inverse() + beta[c]);
      }
    }
    test::DeviceArray deviceX(x);
    test::DeviceArray deviceGamma(gamma);
    test::DeviceArray deviceBeta(beta);
    test::DeviceArray deviceY(x.size());
    test::DeviceArray mean(s.rows);
    test::DeviceArray inverse(s.rows);
    CHECK(fovea_layer_norm_float32(s.rows, s.columns, epsilon, deviceX.data(), deviceGamma.data(), deviceBeta.data(), deviceY.data(),
                                   mean.data(), inverse.data(), nullptr) == cudaSuccess);
    test::checkClose("layerNorm", deviceY.values(), y, bounds(x.size(), outputRoundoffs));
  }
}

TEST(normalization_layer_gradient) {
  for (const Sizes& s : sizes) {
    std::vector<float> x = test::uniform(static_cast<size_t>(s.rows) * s.columns, 1);
    std::vector<float> dy = test::uniform(x.size(), 2);
    std::vector<float> gamma = test::uniform(s.columns, 3);
    std::vector<float> mean = test::uniform(s.rows, 4);
    std::vector<float> inverse = test::uniform(s.rows, 5, 0.5F, 1);
    std::vector<double> dx;
    std::vector<double> dgamma(s.columns, 0);
    std::vector<double> dbeta(s.columns, 0);
    for (int r = 0; r < s.rows; r++) {
      double sum = 0;
      double product = 0;
      auto at = [&](int c) { return static_cast<size_t>(r) * s.columns + c; };
      auto xhat = [&](int c) { return (static_cast<double>(x[at(c)]) - mean[r]) * inverse[r]; };
      for (int c = 0; c < s.columns; c++) {
        double g = static_cast<double>(dy[at(c)]) * gamma[c];
        sum += g / s.columns;
        product += g * xhat(c) / s.columns;
        dgamma[c] += dy[at(c)] * xhat(c);
        dbeta[c] += dy[at(c)];
      }
      for (int c = 0; c < s.columns; c++) {
        dx.push_back(inverse[r] * (static_cast<double>(dy[at(c)]) * gamma[c] - sum - xhat(c) * product));
      }
    }
    test::DeviceArray deviceX(x);
    test::DeviceArray deviceDy(dy);
    test::DeviceArray deviceGamma(gamma);
    test::DeviceArray deviceMean(mean);
    test::DeviceArray deviceInverse(inverse);
    test::DeviceArray deviceDx(x.size());
    test::DeviceArray deviceDgamma(s.columns);
    test::DeviceArray deviceDbeta(s.columns);
    test::DeviceArray workspace(fovea_layer_norm_gradient_workspace(s.rows, s.columns) / sizeof(float));
    CHECK(fovea_layer_norm_gradient_float32(s.rows, s.columns, deviceX.data(), deviceDy.data(), deviceGamma.data(), deviceMean.data(),
                                            deviceInverse.data(), deviceDx.data(), deviceDgamma.data(), deviceDbeta.data(),
                                            workspace.data(), nullptr) == cudaSuccess);
    test::checkClose("layerNormGradient, dx", deviceDx.values(), dx, bounds(x.size(), 100));
    test::checkClose("layerNormGradient, dgamma", deviceDgamma.values(), dgamma, bounds(s.columns, 16 + s.rows));
    test::checkClose("layerNormGradient, dbeta", deviceDbeta.values(), dbeta, bounds(s.columns, 16 + s.rows));
  }
}
