/* Indices on the device. */
#pragma once

#include <algorithm>
#include <bit>

#include "check.h"

namespace test {

/** Device memory of just so many int32 values. */
class DeviceInts {
 public:
  explicit DeviceInts(const std::vector<int32_t>& values) : array_(asFloats(values)) {}
  explicit DeviceInts(size_t length) : array_(length) {}

  int32_t* data() { return reinterpret_cast<int32_t*>(array_.data()); }

  std::vector<int32_t> values() const {
    std::vector<float> bits = array_.values();
    std::vector<int32_t> result(bits.size());
    std::transform(bits.begin(), bits.end(), result.begin(), [](float word) { return std::bit_cast<int32_t>(word); });
    return result;
  }

 private:
  static std::vector<float> asFloats(const std::vector<int32_t>& values) {
    std::vector<float> bits(values.size());
    std::transform(values.begin(), values.end(), bits.begin(), [](int32_t value) { return std::bit_cast<float>(value); });
    return bits;
  }

  DeviceArray array_;
};

}  // namespace test
