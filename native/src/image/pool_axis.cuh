// How the windows of a pooling lie along one axis.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#include "fovea_kernels.h"

namespace fovea {

/** Cells or windows [begin, end). */
struct Range {
  int begin;
  int end;

  __device__ int size() const { return end - begin; }
};

/** ceil(a / b) of numbers that are not negative. */
__device__ inline int ratioUp(int64_t a, int64_t b) { return static_cast<int>((a + b - 1) / b); }

/** The cells of a window inside the image. */
__device__ inline Range cellsOf(const fovea_pool_axis& axis, int window) {
  if (axis.adaptive != 0) {
    int64_t first = static_cast<int64_t>(window) * axis.size;
    return {static_cast<int>(first / axis.output), ratioUp(first + axis.size, axis.output)};
  }
  int first = window * axis.stride - axis.before;
  return {max(first, 0), min(first + axis.kernel, axis.size)};
}

/** Cells of a window, padding included. */
__device__ inline int extentOf(const fovea_pool_axis& axis, int window) {
  if (axis.adaptive != 0) {
    return cellsOf(axis, window).size();
  }
  return min(axis.kernel, axis.size + axis.before + axis.after - window * axis.stride);
}

/** The windows that hold a cell. */
__device__ inline Range windowsOf(const fovea_pool_axis& axis, int cell) {
  if (axis.adaptive != 0) {
    int64_t first = static_cast<int64_t>(cell) * axis.output;
    return {static_cast<int>(first / axis.size), ratioUp(first + axis.output, axis.size)};
  }
  int inPadded = cell + axis.before;
  int begin = inPadded < axis.kernel ? 0 : (inPadded - axis.kernel) / axis.stride + 1;
  return {begin, min(inPadded / axis.stride + 1, axis.output)};
}

}  // namespace fovea
