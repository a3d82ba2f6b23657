// Boxes of elements that lie at different places in several tensors.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#include "fovea_kernels.h"

namespace fovea {

/** n / d; the quotient of two 32-bit numbers is much faster, and nearly all are. */
__device__ inline int64_t quotient(int64_t n, int64_t d) {
  if (((n | d) >> 32) == 0) {
    return static_cast<unsigned>(n) / static_cast<unsigned>(d);
  }
  return n / d;
}

/** A box whose element i... lies at Σ i · strides[k] in the k-th tensor. */
template <int Tensors>
struct Strided {
  int rank = 0;
  int64_t sizes[FOVEA_MAX_RANK] = {};
  int64_t strides[Tensors][FOVEA_MAX_RANK] = {};

  /** Adds an axis inside the others: none if it has one element, a longer last axis if that comes to the same. */
  template <typename... Strides>
  void append(int64_t size, Strides... steps) {
    const int64_t inner[] = {steps...};
    if (size == 1) {
      return;
    }
    bool merges = rank > 0;
    for (int k = 0; k < Tensors; k++) {
      merges = merges && strides[k][rank - 1] == inner[k] * size;
    }
    rank += merges ? 0 : 1;
    sizes[rank - 1] = merges ? sizes[rank - 1] * size : size;
    for (int k = 0; k < Tensors; k++) {
      strides[k][rank - 1] = inner[k];
    }
  }

  int64_t elements() const {
    int64_t product = 1;
    for (int axis = 0; axis < rank; axis++) {
      product *= sizes[axis];
    }
    return product;
  }

  /** Whether packs along the last axis never cross its end, and lie at multiples of their width where its stride is 1. */
  bool allowsPacks(int width) const {
    bool allowed = rank > 0 && sizes[rank - 1] % width == 0;
    for (int k = 0; allowed && k < Tensors; k++) {
      for (int axis = 0; axis < rank - 1 && strides[k][rank - 1] == 1; axis++) {
        allowed = allowed && strides[k][axis] % width == 0;
      }
    }
    return allowed;
  }

  /** Where the element at a position of the box in row-major order lies in each tensor. */
  __device__ void locate(int64_t position, int64_t (&offsets)[Tensors]) const {
    for (int k = 0; k < Tensors; k++) {
      offsets[k] = 0;
    }
    int64_t rest = position;
    for (int axis = rank - 1; axis >= 0; axis--) {
      int64_t outer = axis == 0 ? 0 : quotient(rest, sizes[axis]);
      int64_t index = rest - outer * sizes[axis];
      for (int k = 0; k < Tensors; k++) {
        offsets[k] += index * strides[k][axis];
      }
      rest = outer;
    }
  }
};

}  // namespace fovea
