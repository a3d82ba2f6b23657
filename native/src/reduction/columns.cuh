// Reductions of [outer, size, inner] along the middle: of columns, if outer is 1.
//
// A Source says what is reduced: its State, which begins as initial(), takes in packs of elements by add(states, place, row,
// column), and becomes one by merge. A Finish is given each column's final State.
#pragma once

#include "common/launch.cuh"
#include "common/pack.cuh"
#include "common/strided.cuh"

namespace fovea {

constexpr int columnThreads = 256;

/** How columns, numbered over outer and inner, are shared among blocks: `lanes` threads side by side, the others below. */
struct Columns {
  int64_t count;
  int64_t size;
  int64_t inner;
  int lanes;
  int splits; /* parts of a column that are reduced by different blocks */
  int64_t rowsOfSplit;

  __host__ __device__ int width() const { return inner % 4 == 0 ? 4 : 1; }
  __host__ __device__ int groups() const { return columnThreads / lanes; }

  /** The place of a column's first element. */
  __device__ int64_t first(int64_t column) const {
    int64_t outer = quotient(column, inner);
    return outer * size * inner + column - outer * inner;
  }
};

inline int powerOfTwoFrom(int64_t least, int most) {
  int power = 1;
  while (power < least && power < most) {
    power *= 2;
  }
  return power;
}

inline Columns columnsOf(int64_t outer, int64_t size, int64_t inner) {
  constexpr int64_t enoughBlocks = 512;
  constexpr int64_t fewestRowsOfThread = 16;
  Columns columns{outer * inner, size, inner, 1, 1, size};
  int64_t packs = columns.count / columns.width();
  columns.lanes = powerOfTwoFrom(packs, columnThreads / powerOfTwoFrom(size, 8));
  int64_t blocks = ceilDiv<int64_t>(packs, columns.lanes);
  int64_t splits = min(enoughBlocks / blocks, size / (columns.groups() * fewestRowsOfThread));
  if (splits > 1) {
    columns.rowsOfSplit = ceilDiv(size, splits);
    columns.splits = static_cast<int>(ceilDiv(size, columns.rowsOfSplit));
  }
  return columns;
}

/** Bytes for the states of splits. */
template <typename State>
size_t columnsWorkspace(const Columns& columns) {
  return columns.splits == 1 ? 0 : static_cast<size_t>(columns.splits * columns.count) * sizeof(State);
}

template <int Width, typename Source, typename Finish>
__global__ void columnKernel(Columns columns, Source source, Finish finish) {
  using State = typename Source::State;
  State* shared = sharedMemory<State>();
  int thread = static_cast<int>(threadIdx.x);
  int group = thread / columns.lanes;
  int64_t column = (static_cast<int64_t>(blockIdx.x) * columns.lanes + thread % columns.lanes) * Width;
  State states[Width];
#pragma unroll
  for (int j = 0; j < Width; j++) {
    states[j] = source.initial();
  }
  if (column < columns.count) {
    int64_t first = columns.first(column);
    int64_t begin = static_cast<int64_t>(blockIdx.y) * columns.rowsOfSplit;
    int64_t end = min(begin + columns.rowsOfSplit, columns.size);
#pragma unroll 4
    for (int64_t row = begin + group; row < end; row += columns.groups()) {
      source.template add<Width>(states, first + row * columns.inner, row, column);
    }
  }
#pragma unroll
  for (int j = 0; j < Width; j++) {
    shared[j * columnThreads + thread] = states[j];
  }
  for (int half = columns.groups() / 2; half > 0; half /= 2) {
    __syncthreads();
    if (group < half) {
#pragma unroll
      for (int j = 0; j < Width; j++) {
        states[j] = source.merge(states[j], shared[j * columnThreads + thread + half * columns.lanes]);
        shared[j * columnThreads + thread] = states[j];
      }
    }
  }
  if (group == 0 && column < columns.count) {
#pragma unroll
    for (int j = 0; j < Width; j++) {
      finish(column + j, states[j]);
    }
  }
}

/** Keeps the states of splits. */
template <typename State>
struct StorePartial {
  State* partials; /* [splits, columns] */
  int64_t count;

  __device__ void operator()(int64_t column, const State& state) const { partials[blockIdx.y * count + column] = state; }
};

/** The states of splits as what is reduced. */
template <typename Source>
struct Partials {
  using State = typename Source::State;
  Source source;
  const State* partials;

  __device__ State initial() const { return source.initial(); }
  __device__ State merge(const State& a, const State& b) const { return source.merge(a, b); }

  template <int Width>
  __device__ void add(State (&states)[Width], int64_t at, int64_t, int64_t) const {
    states[0] = merge(states[0], partials[at]);
  }
};

template <int Width, typename Source, typename Finish>
cudaError_t launchColumns(cudaStream_t stream, const Columns& columns, const Source& source, const Finish& finish) {
  int64_t packs = columns.count / Width;
  dim3 grid(static_cast<unsigned>(ceilDiv<int64_t>(packs, columns.lanes)), static_cast<unsigned>(columns.splits));
  size_t sharedBytes = columnThreads * Width * sizeof(typename Source::State);
  return launch(stream, &columnKernel<Width, Source, Finish>, grid, columnThreads, sharedBytes, columns, source, finish);
}

/** Reduces all columns. workspace: columnsWorkspace<State>(columns) bytes. */
template <typename Source, typename Finish>
cudaError_t reduceColumns(cudaStream_t stream, const Columns& columns, const Source& source, const Finish& finish,
                          void* workspace) {
  using State = typename Source::State;
  bool packs = columns.width() == 4;
  if (columns.splits == 1) {
    return packs ? launchColumns<4>(stream, columns, source, finish) : launchColumns<1>(stream, columns, source, finish);
  }
  auto* partials = static_cast<State*>(workspace);
  StorePartial<State> store{partials, columns.count};
  cudaError_t error = packs ? launchColumns<4>(stream, columns, source, store) : launchColumns<1>(stream, columns, source, store);
  if (error != cudaSuccess) {
    return error;
  }
  int lanes = powerOfTwoFrom(columns.count, 16);
  Columns ofPartials{columns.count, columns.splits, columns.count, lanes, 1, columns.splits};
  return launchColumns<1>(stream, ofPartials, Partials<Source>{source, partials}, finish);
}

}  // namespace fovea
