/* Indices on the device. */
#pragma once

#include <cstring>

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
    std::memcpy(result.data(), bits.data(), bits.size() * sizeof(float));
    return result;
  }

 private:
  static std::vector<float> asFloats(const std::vector<int32_t>& values) {
    std::vector<float> bits(values.size());
    std::memcpy(bits.data(), values.data(), bits.size() * sizeof(float));
    return bits;
  }

  DeviceArray array_;
};

}  // namespace test
