// Reductions of rows of [rows, size], long ones in parts by different blocks. A Source and a Finish are those of columns.cuh; a
// pack lies along the row, so that a Source is given the place of its first element.
#pragma once

#include "common/rows.cuh"
#include "reduction/columns.cuh"

namespace fovea {

constexpr int64_t elementsOfSplit = 1 << 14;

inline int splitsOfRow(int64_t size) { return static_cast<int>(ceilDiv(size, elementsOfSplit)); }

/** Bytes for the states of splits. */
template <typename State>
size_t rowsWorkspace(int64_t rows, int64_t size) {
  int splits = splitsOfRow(size);
  return splits == 1 ? 0 : static_cast<size_t>(rows * splits) * sizeof(State);
}

/** A team to a split, numbered over rows and the splits of each. */
template <int Width, typename Source, typename Finish>
__global__ void rowSplitKernel(Team team, int64_t splitCount, int64_t splitLength, int64_t size, int splits, Source source,
                               Finish finish) {
  using State = typename Source::State;
  team.forEachRow(splitCount, [&](int64_t number, bool exists) {
    int64_t row = quotient(number, splits);
    int64_t begin = (number - row * splits) * splitLength;
    State states[Width];
#pragma unroll
    for (int j = 0; j < Width; j++) {
      states[j] = source.initial();
    }
    team.template forEachPack<Width>(exists ? min(splitLength, size - begin) : 0, [&](int64_t i) {
      source.template add<Width>(states, row * size + begin + i, begin + i, row);
    });
    State state = states[0];
#pragma unroll
    for (int j = 1; j < Width; j++) {
      state = source.merge(state, states[j]);
    }
    state = team.combine(state, [&](const State& a, const State& b) { return source.merge(a, b); });
    if (exists && team.rank() == 0) {
      finish(number, state);
    }
  });
}

template <int Width, typename Source, typename Finish>
cudaError_t launchRowSplits(cudaStream_t stream, int64_t rows, int64_t size, int splits, const Source& source,
                            const Finish& finish) {
  int64_t count = rows * splits;
  int64_t length = splits == 1 ? size : elementsOfSplit;
  Team team = teamFor(length);
  return launch(stream, &rowSplitKernel<Width, Source, Finish>, gridFor(count, team.perBlock()), rowThreads, rowSharedBytes, team,
                count, length, size, splits, source, finish);
}

/** Keeps the states of splits, one row's after the other's. */
template <typename State>
struct StoreSplit {
  State* partials;

  __device__ void operator()(int64_t number, const State& state) const { partials[number] = state; }
};

/** Reduces all rows. workspace: rowsWorkspace<State>(rows, size) bytes. */
template <typename Source, typename Finish>
cudaError_t reduceRows(cudaStream_t stream, int64_t rows, int64_t size, const Source& source, const Finish& finish, void* workspace) {
  using State = typename Source::State;
  bool packs = size % 4 == 0;
  int splits = splitsOfRow(size);
  if (splits == 1) {
    return packs ? launchRowSplits<4>(stream, rows, size, 1, source, finish)
                 : launchRowSplits<1>(stream, rows, size, 1, source, finish);
  }
  auto* partials = static_cast<State*>(workspace);
  StoreSplit<State> store{partials};
  cudaError_t error = packs ? launchRowSplits<4>(stream, rows, size, splits, source, store)
                            : launchRowSplits<1>(stream, rows, size, splits, source, store);
  return error != cudaSuccess ? error
                              : launchRowSplits<1>(stream, rows, splits, 1, Partials<Source>{source, partials}, finish);
}

}  // namespace fovea
