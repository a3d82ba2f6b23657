/* What the tests of products and convolutions share. */
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "fovea_kernels.h"

namespace test {

/** A sum of products and Σ|a·b|, against which its error is judged. */
struct Sum {
  double value = 0;
  double magnitude = 0;

  void add(double a, double b) {
    value += a * b;
    magnitude += std::abs(a * b);
  }
};

/** Error of a sum relative to Σ|a·b|: the rounding of operands, and of so many additions. */
inline double relativeBound(fovea_precision precision, int terms) {
  constexpr double roundoff = 0x1p-24;
  double additions = (8 + std::sqrt(static_cast<double>(terms)) * 2) * roundoff;
  switch (precision) {
    case FOVEA_FLOAT32:
    case FOVEA_FLOAT32_WINOGRAD:
      return additions;
    case FOVEA_TF32:
      return additions + 2.01 * 0x1p-11;
    case FOVEA_BF16:
      return additions + 2.01 * 0x1p-8;
  }
  return 0;
}

inline const std::vector<fovea_precision> precisions = {FOVEA_FLOAT32, FOVEA_TF32, FOVEA_BF16};

inline std::string nameOf(fovea_precision precision) {
  constexpr const char* names[] = {"float32", "tf32", "bf16", "winograd"};
  return names[precision];
}

inline double activate(fovea_activation activation, double slope, double x) {
  switch (activation) {
    case FOVEA_IDENTITY:
      return x;
    case FOVEA_RELU:
      return std::max(x, 0.0);
    case FOVEA_LEAKY_RELU:
      return x < 0 ? slope * x : x;
    case FOVEA_SIGMOID:
      return 1 / (1 + std::exp(-x));
    case FOVEA_TANH:
      return std::tanh(x);
  }
  return x;
}

}  // namespace test
