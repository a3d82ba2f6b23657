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

  /** 0 is taken as 1: a size that is 0 divides nothing. */
  __host__ __device__ explicit Divisor(int size) : divisor_(size == 0 ? 1 : size) {
    int bits = 0;
    while (int64_t{1} << bits < divisor_) {
      bits++;
    }
    auto divisor = static_cast<unsigned>(divisor_);
    multiplier_ = static_cast<unsigned>(((uint64_t{1} << (31 + bits)) + divisor - 1) / divisor);
    shift_ = bits - 1;
  }

  __device__ int quotient(int n) const {
    return divisor_ == 1 ? n : static_cast<int>(__umulhi(static_cast<unsigned>(n), multiplier_) >> shift_);
  }

  __device__ int remainder(int n, int quotient) const { return n - quotient * divisor_; }

 private:
  int divisor_ = 1;
  unsigned multiplier_ = 0;
  int shift_ = 0;
};

}  // namespace fovea
