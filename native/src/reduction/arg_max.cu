// The place of the largest value along the middle of [outer, size, inner].

#include "reduction/row_splits.cuh"

namespace fovea {

namespace {

struct Candidate {
  float value;
  int index;
};

/** The first NaN, else the first of the largest. */
__device__ Candidate winner(const Candidate& a, const Candidate& b) {
  bool aIsNan = a.value != a.value;
  bool bIsNan = b.value != b.value;
  bool equal = aIsNan ? bIsNan : a.value == b.value;
  if (equal) {
    return a.index < b.index ? a : b;
  }
  return aIsNan || a.value > b.value ? a : b;
}

/** Elements and their places along rows, or down columns. */
template <bool AlongRow>
struct Candidates {
  using State = Candidate;
  const float* x;

  /** Behind all others, also behind -∞. */
  __device__ Candidate initial() const { return {-INFINITY, INT32_MAX}; }
  __device__ Candidate merge(const Candidate& a, const Candidate& b) const { return winner(a, b); }

  template <int Width>
  __device__ void add(Candidate (&best)[Width], int64_t at, int64_t place, int64_t) const {
    Pack<Width> pack = loadPack<Width>(x + at);
#pragma unroll
    for (int j = 0; j < Width; j++) {
      best[j] = winner(best[j], {pack[j], static_cast<int>(place) + (AlongRow ? j : 0)});
    }
  }
};

struct StoreIndex {
  int32_t* y;

  __device__ void operator()(int64_t place, const Candidate& best) const { y[place] = best.index; }
};

}  // namespace

}  // namespace fovea

size_t fovea_arg_max_workspace(int outer, int size, int inner) {
  return inner == 1 ? fovea::rowsWorkspace<fovea::Candidate>(outer, size)
                    : fovea::columnsWorkspace<fovea::Candidate>(fovea::columnsOf(outer, size, inner));
}

cudaError_t fovea_arg_max_float32(int outer, int size, int inner, const float* x, int32_t* y, void* workspace, cudaStream_t stream) {
  fovea::StoreIndex store{y};
  return inner == 1 ? fovea::reduceRows(stream, outer, size, fovea::Candidates<true>{x}, store, workspace)
                    : fovea::reduceColumns(stream, fovea::columnsOf(outer, size, inner), fovea::Candidates<false>{x}, store, workspace);
}
