// Sums of products on tensor cores, operands rounded to TF32 or bfloat16 on the way from shared memory.
#pragma once

#include "product/asynchronous_copy.cuh"
#include "product/mma.cuh"
#include "product/tile.cuh"

namespace fovea {

/** A block's tile: Rows × Columns results, Depth steps at a time, Stages of which are in shared memory or on the way. */
template <typename Precision_, int Rows_, int Columns_, int WarpRows_, int WarpColumns_, int Depth_, int Stages_, int Width_>
struct TensorTile {
  using Precision = Precision_;
  static constexpr int rows = Rows_;
  static constexpr int columns = Columns_;
  static constexpr int warpRows = WarpRows_;
  static constexpr int warpColumns = WarpColumns_;
  static constexpr int depth = Depth_;
  static constexpr int stages = Stages_;
  static constexpr int width = Width_; /* elements of an operand that are copied together */
  static constexpr int threads = rows / warpRows * (columns / warpColumns) * 32;
  static constexpr int blocksPerMultiprocessor = 2;

  template <typename Problem>
  static cudaError_t start(cudaStream_t stream, dim3 grid, const Problem& problem, const Schedule& schedule);
};

/**
 * How a tile of an operand lies in shared memory: as in global memory, rows padded so that the pairs which a warp reads
 * together (8 lanes × 4 pairs of steps) fall into different banks.
 */
template <typename Operand, int Lanes, int Depth>
struct SharedOperand {
  static constexpr int pitch = Operand::alongSteps ? Depth + 8 : Lanes + 4;
  static constexpr int floats = (Operand::alongSteps ? Lanes : Depth) * pitch;

  __device__ static int position(int lane, int step) { return Operand::alongSteps ? lane * pitch + step : step * pitch + lane; }

  /** Steps `step` and `step + 1` of a lane. */
  __device__ static float2 pair(const float* tile, int lane, int step) {
    const float* first = tile + position(lane, step);
    if constexpr (Operand::alongSteps) {
      return *reinterpret_cast<const float2*>(first);
    } else {
      return make_float2(first[0], first[pitch]);
    }
  }
};

/** The results of a thread's warp: WarpRows × WarpColumns in pieces of 16 × 8. */
template <typename Tile, typename SharedA, typename SharedB>
class TensorSums {
  using Precision = typename Tile::Precision;
  static constexpr int pieceRows = Tile::warpRows / mmaRows;
  static constexpr int pieceColumns = Tile::warpColumns / mmaColumns;
  static constexpr int warpsAlongColumns = Tile::columns / Tile::warpColumns;

 public:
  __device__ TensorSums() {
    int warp = static_cast<int>(threadIdx.x) / 32;
    int lane = static_cast<int>(threadIdx.x) % 32;
    t_ = lane % 4;
    row_ = warp / warpsAlongColumns * Tile::warpRows + lane / 4;
    column_ = warp % warpsAlongColumns * Tile::warpColumns + lane / 4;
  }

  __device__ void add(const float* a, const float* b) {
#pragma unroll
    for (int step = 0; step < Tile::depth; step += Precision::steps) {
      uint32_t left[pieceRows][4];
      uint32_t right[pieceColumns][2];
#pragma unroll
      for (int i = 0; i < pieceRows; i++) {
        words<SharedA>(a, row_ + i * mmaRows, step, left[i][0], left[i][2]);
        words<SharedA>(a, row_ + i * mmaRows + 8, step, left[i][1], left[i][3]);
      }
#pragma unroll
      for (int j = 0; j < pieceColumns; j++) {
        words<SharedB>(b, column_ + j * mmaColumns, step, right[j][0], right[j][1]);
      }
#pragma unroll
      for (int i = 0; i < pieceRows; i++) {
#pragma unroll
        for (int j = 0; j < pieceColumns; j++) {
          Precision::multiply(sums_[i][j], left[i], right[j]);
        }
      }
    }
  }

  __device__ void store(float* tile) const {
    int column = column_ - static_cast<int>(threadIdx.x) % 32 / 4 + 2 * t_;
#pragma unroll
    for (int i = 0; i < pieceRows; i++) {
#pragma unroll
      for (int j = 0; j < pieceColumns; j++) {
        float* to = tile + (row_ + i * mmaRows) * tilePitch<Tile::columns> + column + j * mmaColumns;
        const float(&sums)[4] = sums_[i][j];
        *reinterpret_cast<float2*>(to) = make_float2(sums[0], sums[1]);
        *reinterpret_cast<float2*>(to + 8 * tilePitch<Tile::columns>) = make_float2(sums[2], sums[3]);
      }
    }
  }

 private:
  template <typename Shared>
  __device__ void words(const float* tile, int lane, int step, uint32_t& first, uint32_t& second) const {
    Precision::words([&](int s) { return Shared::pair(tile, lane, step + s); }, t_, first, second);
  }

  float sums_[pieceRows][pieceColumns][4] = {};
  int t_;
  int row_;
  int column_;
};

/** Copies of one operand's tiles. */
template <typename Tile, typename Operand, typename Shared, int Lanes>
class CopiedOperand {
 public:
  __device__ CopiedOperand(const Operand& operand, int firstLane) : reader_(operand, firstLane, static_cast<int>(threadIdx.x)) {}

  __device__ void copy(int firstStep, float* shared) const {
    reader_.read(firstStep, [&](int, int lane, int step, const float* address) {
      copyAsynchronously<Tile::width * sizeof(float)>(shared + Shared::position(lane, step), address);
    });
  }

 private:
  TileReader<Operand, Lanes, Tile::depth, Tile::width, Tile::threads> reader_;
};

/** What a kernel needs of shared memory: its stages, then the finished tile in their place. */
template <typename Tile, typename A, typename B>
struct TensorShared {
  using OfA = SharedOperand<A, Tile::rows, Tile::depth>;
  using OfB = SharedOperand<B, Tile::columns, Tile::depth>;
  static constexpr int stage = OfA::floats + OfB::floats;
  static constexpr int finished = Tile::rows * tilePitch<Tile::columns>;
  static constexpr int floats = Tile::stages * stage > finished ? Tile::stages * stage : finished;
};

template <typename Tile, typename Problem>
__global__ void __launch_bounds__(Tile::threads, Tile::blocksPerMultiprocessor)
    tensorTileKernel(const Problem problem, const Schedule schedule) {
  BlockTile block(schedule);
  auto part = problem.part(block.part);
  if (block.row * Tile::rows >= part.rowCount) {
    return;
  }
  using Shared = TensorShared<Tile, decltype(part.a), decltype(part.b)>;
  int step = block.split * schedule.stepsPerSplit;
  int end = min(part.a.steps, step + schedule.stepsPerSplit);
  part.a.steps = end;
  part.b.steps = end;

  auto* shared = sharedMemory<float>();
  CopiedOperand<Tile, decltype(part.a), typename Shared::OfA, Tile::rows> a(part.a, block.row * Tile::rows);
  CopiedOperand<Tile, decltype(part.b), typename Shared::OfB, Tile::columns> b(part.b, block.column * Tile::columns);
  TensorSums<Tile, typename Shared::OfA, typename Shared::OfB> sums;

  // A group is closed even when there is nothing more to copy: the wait counts groups.
  auto copyStage = [&](int firstStep, int stage) {
    if (firstStep < end) {
      a.copy(firstStep, shared + stage * Shared::stage);
      b.copy(firstStep, shared + stage * Shared::stage + Shared::OfA::floats);
    }
    commitCopies();
  };
#pragma unroll
  for (int stage = 0; stage < Tile::stages - 1; stage++) {
    copyStage(step + stage * Tile::depth, stage);
  }
  int filled = Tile::stages - 1;
  int read = 0;
  for (; step < end; step += Tile::depth) {
    waitForCopies<Tile::stages - 2>();
    __syncthreads();
    copyStage(step + (Tile::stages - 1) * Tile::depth, filled);
    const float* current = shared + read * Shared::stage;
    sums.add(current, current + Shared::OfA::floats);
    filled = filled + 1 == Tile::stages ? 0 : filled + 1;
    read = read + 1 == Tile::stages ? 0 : read + 1;
  }
  waitForCopies<0>();
  __syncthreads();

  sums.store(shared);
  __syncthreads();
  storeTile<Tile::rows, Tile::columns, Tile::threads>(shared, schedule, block, part);
}

template <typename Precision_, int Rows_, int Columns_, int WarpRows_, int WarpColumns_, int Depth_, int Stages_, int Width_>
template <typename Problem>
cudaError_t TensorTile<Precision_, Rows_, Columns_, WarpRows_, WarpColumns_, Depth_, Stages_, Width_>::start(
    cudaStream_t stream, dim3 grid, const Problem& problem, const Schedule& schedule) {
  using Shared = TensorShared<TensorTile, typename Problem::A, typename Problem::B>;
  return launch(stream, &tensorTileKernel<TensorTile, Problem>, grid, threads, Shared::floats * sizeof(float), problem, schedule);
}

}  // namespace fovea
