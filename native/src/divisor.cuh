// Division by a number known at launch.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

namespace fovea {

/**
 * Quotients by multiplication with the rounded-up reciprocal, for 0 ≤ n < 2^31: Granlund and Montgomery, "Division by Invariant
 * Integers using Multiplication", PLDI 1994.
 */
class Divisor {
 public:
  Divisor() = default;

  explicit Divisor(int divisor) : divisor_(divisor) {
    int bits = 0;
    while (int64_t{1} << bits < divisor) {
      bits++;
    }
    multiplier_ = static_cast<unsigned>(((uint64_t{1} << (31 + bits)) + static_cast<unsigned>(divisor) - 1) / static_cast<unsigned>(divisor));
    shift_ = bits - 1;
  }

  __device__ int quotient(int n) const {
    return divisor_ == 1 ? n : static_cast<int>(__umulhi(static_cast<unsigned>(n), multiplier_) >> shift_);
  }

  __device__ int remainder(int n, int quotient) const { return n - quotient * divisor_; }

  __host__ __device__ int divisor() const { return divisor_; }

 private:
  int divisor_ = 1;
  unsigned multiplier_ = 0;
  int shift_ = 0;
};

}  // namespace fovea
