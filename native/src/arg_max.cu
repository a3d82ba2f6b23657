// The place of the largest value along the middle of [outer, size, inner].

#include "rows.cuh"
#include "strided.cuh"

namespace fovea {

namespace {

struct Candidate {
  float value;
  int index;
};

/** The first NaN, else the first of the largest. */
struct Winner {
  __device__ Candidate operator()(const Candidate& a, const Candidate& b) const {
    bool aIsNan = a.value != a.value;
    bool bIsNan = b.value != b.value;
    bool equal = aIsNan ? bIsNan : a.value == b.value;
    if (equal) {
      return a.index < b.index ? a : b;
    }
    return aIsNan || a.value > b.value ? a : b;
  }
};

__global__ void argMaxRowKernel(Team team, int64_t rows, int64_t size, const float* x, int32_t* y) {
  team.forEachRow(rows, [&](int64_t row, bool exists) {
    Candidate best{-INFINITY, INT32_MAX};
    team.forEachPack<1>(exists ? size : 0, [&](int64_t i) {
      best = Winner{}(best, Candidate{x[row * size + i], static_cast<int>(i)});
    });
    best = team.combine(best, Winner{});
    if (exists && team.rank() == 0) {
      y[row] = best.index;
    }
  });
}

/** A thread to a column: neighbours read neighbours. */
__global__ void argMaxColumnKernel(int64_t columns, int size, int64_t inner, const float* x, int32_t* y) {
  for (int64_t column = globalThread(); column < columns; column += globalThreads()) {
    int64_t outer = quotient(column, inner);
    const float* first = x + outer * size * inner + column - outer * inner;
    Candidate best{*first, 0};
    for (int i = 1; i < size; i++) {
      best = Winner{}(best, Candidate{first[i * inner], i});
    }
    y[column] = best.index;
  }
}

}  // namespace

}  // namespace fovea

cudaError_t fovea_arg_max_float32(int outer, int size, int inner, const float* x, int32_t* y, cudaStream_t stream) {
  if (inner == 1) {
    auto kernel = &fovea::argMaxRowKernel;
    return fovea::launchRows(stream, kernel, kernel, outer, size, x, y);
  }
  constexpr int threads = 256;
  int64_t columns = static_cast<int64_t>(outer) * inner;
  return fovea::launch(stream, &fovea::argMaxColumnKernel, fovea::gridFor(columns, threads), threads, 0, columns, size, inner, x, y);
}
