// Sums and extrema along the middle of [outer, size, inner].

#include "common/merge.cuh"
#include "reduction/row_splits.cuh"

namespace fovea {

namespace {

/** What becomes of an element, how two results become one, and what becomes of the last. */
template <typename Merge, bool Squares = false>
struct Kind {
  float neutral;
  float factor = 1;

  __device__ float term(float x) const { return Squares ? x * x : x; }
  __device__ float merge(float a, float b) const { return Merge{}(a, b); }
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

template <typename Kind>
cudaError_t reduce(cudaStream_t stream, const fovea_reduce& op, const Kind& kind, const float* x, float* y, void* workspace) {
  Elements<Kind> elements{kind, x};
  Store store{y, kind.factor};
  return op.inner == 1 ? reduceRows(stream, op.outer, op.size, elements, store, workspace)
                       : reduceColumns(stream, columnsOf(op.outer, op.size, op.inner), elements, store, workspace);
}

}  // namespace

}  // namespace fovea

size_t fovea_reduce_workspace(const fovea_reduce* op) {
  if (op->inner == 1) {
    return fovea::rowsWorkspace<float>(op->outer, op->size);
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
