/* A small frame for tests: register with TEST, judge with CHECK or checkClose. */
#pragma once

#include <cmath>
#include <cstdio>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "fovea_kernels.h"

namespace test {

struct Test {
  std::string name;
  std::function<void()> run;
};

inline std::vector<Test>& tests() {
  static std::vector<Test> all;
  return all;
}

inline int failures = 0;

struct Registration {
  Registration(const char* name, std::function<void()> run) { tests().push_back({name, std::move(run)}); }
};

#define TEST(name)                                                  \
  static void test_##name();                                        \
  static const test::Registration registration_##name(#name, test_##name); \
  static void test_##name()

#define CHECK(condition)                                                              \
  do {                                                                                \
    if (!(condition)) {                                                               \
      std::fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition);  \
      test::failures++;                                                               \
    }                                                                                 \
  } while (false)

/** |actual - expected| ≤ bound everywhere; NaN is close to NaN only. Reports the first that isn't. */
inline void checkClose(const std::string& what, const std::vector<float>& actual, const std::vector<double>& expected,
                       const std::vector<double>& bound) {
  for (size_t i = 0; i < expected.size(); i++) {
    bool close = std::isnan(expected[i]) ? std::isnan(actual[i]) : std::abs(actual[i] - expected[i]) <= bound[i];
    if (!close && static_cast<double>(actual[i]) != expected[i]) {
      std::fprintf(stderr, "%s: at %zu: actual=%.9g, expected=%.9g, bound=%.3g\n", what.c_str(), i, actual[i], expected[i], bound[i]);
      failures++;
      return;
    }
  }
}

/** Device memory of just so many floats. */
class DeviceArray {
 public:
  explicit DeviceArray(size_t length) : length_(length) { CHECK(fovea_allocate(&memory_, length * sizeof(float)) == cudaSuccess); }
  explicit DeviceArray(const std::vector<float>& values) : DeviceArray(values.size()) {
    CHECK(fovea_copy_to_device(memory_, values.data(), length_ * sizeof(float), nullptr) == cudaSuccess);
  }
  ~DeviceArray() { fovea_free(memory_); }
  DeviceArray(const DeviceArray&) = delete;
  DeviceArray& operator=(const DeviceArray&) = delete;

  float* data() { return static_cast<float*>(memory_); }

  std::vector<float> values() const {
    std::vector<float> result(length_);
    CHECK(fovea_copy_to_host(result.data(), memory_, length_ * sizeof(float), nullptr) == cudaSuccess);
    CHECK(fovea_stream_synchronize(nullptr) == cudaSuccess);
    return result;
  }

 private:
  void* memory_ = nullptr;
  size_t length_;
};

inline std::vector<float> uniform(size_t length, unsigned seed, float low = -1, float high = 1) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<float> distribution(low, high);
  std::vector<float> values(length);
  for (float& value : values) {
    value = distribution(generator);
  }
  return values;
}

}  // namespace test
