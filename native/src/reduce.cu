// Sums and extrema along the middle of [outer, size, inner].

#include "columns.cuh"
#include "rows.cuh"

namespace fovea {

namespace {

constexpr int64_t elementsOfSplit = 1 << 14;

/** What becomes of an element, how two results become one, and what becomes of the last. */
template <typename Merge, bool Squares = false>
struct Kind {
  float neutral;
  float factor = 1;

  __device__ float term(float x) const { return Squares ? x * x : x; }
  __device__ float merge(float a, float b) const { return Merge{}(a, b); }

  /** For results of parts: their terms have been taken. */
  Kind<Merge> ofParts() const { return {neutral, factor}; }
};

using Total = Kind<Sum>;

template <typename Kind>
struct Elements {
  using State = float;
  Kind kind;
  const float* x;

  __device__ float initial() const { return kind.neutral; }
  __device__ float merge(float a, float b) const { return kind.merge(a, b); }

  template <int Width>
  __device__ void add(float (&sums)[Width], int64_t at, int64_t, int64_t) const {
    Pack<Width> pack = loadPack<Width>(x + at);
#pragma unroll
    for (int j = 0; j < Width; j++) {
      sums[j] = merge(sums[j], kind.term(pack[j]));
    }
  }
};

struct Store {
  float* y;
  float factor;

  __device__ void operator()(int64_t column, float value) const { y[column] = value * factor; }
};

/** y[row, split] of the splits of each row. */
template <int Width, typename Kind>
__global__ void rowSplitKernel(Team team, int64_t splitCount, int64_t splitLength, Kind kind, int64_t size, int splits,
                               const float* x, float* y) {
  team.forEachRow(splitCount, [&](int64_t number, bool exists) {
    int64_t row = quotient(number, splits);
    int64_t begin = (number - row * splits) * splitLength;
    float sums[Width];
    for (float& sum : sums) {
      sum = kind.neutral;
    }
    team.template forEachPack<Width>(exists ? min(splitLength, size - begin) : 0, [&](int64_t i) {
      Elements<Kind>{kind, x}.template add<Width>(sums, row * size + begin + i, begin + i, row);
    });
    float sum = sums[0];
#pragma unroll
    for (int j = 1; j < Width; j++) {
      sum = kind.merge(sum, sums[j]);
    }
    sum = team.combine(sum, [&](float a, float b) { return kind.merge(a, b); });
    if (exists && team.rank() == 0) {
      y[number] = sum * kind.factor;
    }
  });
}

int splitsOfRow(int64_t size) { return static_cast<int>(ceilDiv(size, elementsOfSplit)); }

template <typename Kind>
cudaError_t launchSplits(cudaStream_t stream, const Kind& kind, int64_t rows, int64_t size, int splits, const float* x, float* y) {
  int64_t count = rows * splits;
  int64_t length = splits == 1 ? size : elementsOfSplit;
  Team team = teamFor(length);
  auto kernel = size % 4 == 0 ? &rowSplitKernel<4, Kind> : &rowSplitKernel<1, Kind>;
  unsigned grid = gridFor(count, team.perBlock());
  return launch(stream, kernel, grid, rowThreads, rowSharedBytes, team, count, length, kind, size, splits, x, y);
}

template <typename Kind>
cudaError_t reduceRows(cudaStream_t stream, const Kind& kind, int64_t rows, int64_t size, const float* x, float* y,
                       float* workspace) {
  int splits = splitsOfRow(size);
  if (splits == 1) {
    return launchSplits(stream, kind, rows, size, 1, x, y);
  }
  Kind part = kind;
  part.factor = 1;
  cudaError_t error = launchSplits(stream, part, rows, size, splits, x, workspace);
  return error != cudaSuccess ? error : launchSplits(stream, kind.ofParts(), rows, splits, 1, workspace, y);
}

template <typename Kind>
cudaError_t reduce(cudaStream_t stream, const fovea_reduce& op, const Kind& kind, const float* x, float* y, void* workspace) {
  if (op.inner == 1) {
    return reduceRows(stream, kind, op.outer, op.size, x, y, static_cast<float*>(workspace));
  }
  return reduceColumns(stream, columnsOf(op.outer, op.size, op.inner), Elements<Kind>{kind, x}, Store{y, kind.factor}, workspace);
}

}  // namespace

}  // namespace fovea

size_t fovea_reduce_workspace(const fovea_reduce* op) {
  if (op->inner == 1) {
    int splits = fovea::splitsOfRow(op->size);
    return splits == 1 ? 0 : static_cast<size_t>(op->outer * splits) * sizeof(float);
  }
  return fovea::columnsWorkspace<float>(fovea::columnsOf(op->outer, op->size, op->inner));
}

cudaError_t fovea_reduce_float32(const fovea_reduce* op, const float* x, float* y, void* workspace, cudaStream_t stream) {
  switch (op->kind) {
    case FOVEA_REDUCE_SUM:
      return fovea::reduce(stream, *op, fovea::Total{0}, x, y, workspace);
    case FOVEA_REDUCE_MEAN:
      return fovea::reduce(stream, *op, fovea::Total{0, 1 / static_cast<float>(op->size)}, x, y, workspace);
    case FOVEA_REDUCE_SUM_OF_SQUARES:
      return fovea::reduce(stream, *op, fovea::Kind<fovea::Sum, true>{0}, x, y, workspace);
    case FOVEA_REDUCE_MAX:
      return fovea::reduce(stream, *op, fovea::Kind<fovea::Larger>{-INFINITY}, x, y, workspace);
    case FOVEA_REDUCE_MIN:
      return fovea::reduce(stream, *op, fovea::Kind<fovea::Smaller>{INFINITY}, x, y, workspace);
  }
  return cudaErrorInvalidValue;
}
