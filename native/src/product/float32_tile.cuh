// Sums of products in float32 by fused multiply-adds.
#pragma once

#include "product/tile.cuh"

namespace fovea {

/**
 * Shape of a block's tile: Rows × Columns results, Depth steps at a time, of which a thread computes ThreadRows × ThreadColumns,
 * in groups of four that lie apart, so that a warp's loads from shared memory fall into different banks.
 */
template <int Rows_, int Columns_, int Depth_, int ThreadRows_, int ThreadColumns_, int Width_, int BlocksPerMultiprocessor_>
struct Float32Tile {
  static constexpr int rows = Rows_;
  static constexpr int columns = Columns_;
  static constexpr int depth = Depth_;
  static constexpr int threadRows = ThreadRows_;
  static constexpr int threadColumns = ThreadColumns_;
  static constexpr int width = Width_; /* elements of an operand that are read together */
  static constexpr int blocksPerMultiprocessor = BlocksPerMultiprocessor_;
  static constexpr int threads = rows / threadRows * (columns / threadColumns);
  static constexpr int pitchA = rows + 4;
  static constexpr int pitchB = columns + 4;
  static constexpr int stage = depth * (pitchA + pitchB);
  static constexpr int sharedFloats = 2 * stage > rows * tilePitch<columns> ? 2 * stage : rows * tilePitch<columns>;

  template <typename Problem>
  static cudaError_t start(cudaStream_t stream, dim3 grid, const Problem& problem, const Schedule& schedule);
};

/** Width elements of a tile on their way through registers, for each of a thread's packs. */
template <typename Tile, typename Operand, int Lanes, int Pitch>
class StagedOperand {
  using Reader = TileReader<Operand, Lanes, Tile::depth, Tile::width, Tile::threads>;

 public:
  __device__ StagedOperand(const Operand& operand, int firstLane) : reader_(operand, firstLane, static_cast<int>(threadIdx.x)) {}

  __device__ void load(int step) {
    reader_.read(step, [&](int i, int, int, const float* address) {
      packs_[i] = address == nullptr ? Pack<Tile::width>{} : loadPack<Tile::width>(address);
    });
  }

  /** To shared memory, [step][lane]. */
  __device__ void store(float* shared) const {
    reader_.visit([&](int i, int lane, int step) {
      float* to = shared + step * Pitch + lane;
      if constexpr (Operand::alongSteps) {
#pragma unroll
        for (int j = 0; j < Tile::width; j++) {
          to[j * Pitch] = packs_[i][j];
        }
      } else {
        storePack(to, packs_[i]);
      }
    });
  }

 private:
  Reader reader_;
  Pack<Tile::width> packs_[Reader::packs];
};

/** A thread's results and where they lie in the tile. */
template <typename Tile>
class Float32Sums {
  static constexpr int group = 4;
  static constexpr int rowGroups = Tile::threadRows / group;
  static constexpr int columnGroups = Tile::threadColumns / group;
  // A warp's threads, 4 × 8: it reads the fewest different elements.
  static constexpr int warpColumns = 8;
  static constexpr int warpRows = 4;
  static constexpr int warpsAlongColumns = Tile::columns / Tile::threadColumns / warpColumns;

 public:
  __device__ Float32Sums() {
    int warp = static_cast<int>(threadIdx.x) / 32;
    int lane = static_cast<int>(threadIdx.x) % 32;
    row_ = (warp / warpsAlongColumns * warpRows + lane / warpColumns) * group;
    column_ = (warp % warpsAlongColumns * warpColumns + lane % warpColumns) * group;
  }

  /** Adds the products of the tile's operands in shared memory. */
  __device__ void add(const float* a, const float* b) {
#pragma unroll
    for (int step = 0; step < Tile::depth; step++) {
      Pack<group> left[rowGroups];
      Pack<group> right[columnGroups];
#pragma unroll
      for (int i = 0; i < rowGroups; i++) {
        left[i] = loadPack<group>(a + step * Tile::pitchA + rowOf(i));
      }
#pragma unroll
      for (int j = 0; j < columnGroups; j++) {
        right[j] = loadPack<group>(b + step * Tile::pitchB + columnOf(j));
      }
#pragma unroll
      for (int i = 0; i < Tile::threadRows; i++) {
#pragma unroll
        for (int j = 0; j < Tile::threadColumns; j++) {
          sums_[i][j] += left[i / group][i % group] * right[j / group][j % group];
        }
      }
    }
  }

  __device__ void store(float* tile) const {
#pragma unroll
    for (int i = 0; i < Tile::threadRows; i++) {
#pragma unroll
      for (int j = 0; j < columnGroups; j++) {
        const float(&sums)[Tile::threadColumns] = sums_[i];
        Pack<group> pack{{sums[j * group], sums[j * group + 1], sums[j * group + 2], sums[j * group + 3]}};
        storePack(tile + (rowOf(i / group) + i % group) * tilePitch<Tile::columns> + columnOf(j), pack);
      }
    }
  }

 private:
  __device__ int rowOf(int rowGroup) const { return row_ + rowGroup * (Tile::rows / rowGroups); }
  __device__ int columnOf(int columnGroup) const { return column_ + columnGroup * (Tile::columns / columnGroups); }

  float sums_[Tile::threadRows][Tile::threadColumns] = {};
  int row_;
  int column_;
};

/** While one stage of operands is multiplied, the next is on its way through registers. */
template <typename Tile, typename Problem>
__global__ void __launch_bounds__(Tile::threads, Tile::blocksPerMultiprocessor)
    float32TileKernel(const Problem problem, const Schedule schedule) {
  BlockTile block(schedule);
  auto part = problem.part(block.part);
  if (block.row * Tile::rows >= part.rowCount) {
    return;
  }
  int step = block.split * schedule.stepsPerSplit;
  int end = min(part.a.steps, step + schedule.stepsPerSplit);
  part.a.steps = end;
  part.b.steps = end;

  auto* shared = sharedMemory<float>();
  StagedOperand<Tile, decltype(part.a), Tile::rows, Tile::pitchA> a(part.a, block.row * Tile::rows);
  StagedOperand<Tile, decltype(part.b), Tile::columns, Tile::pitchB> b(part.b, block.column * Tile::columns);
  Float32Sums<Tile> sums;
  constexpr int offsetB = Tile::depth * Tile::pitchA;

  a.load(step);
  b.load(step);
  a.store(shared);
  b.store(shared + offsetB);
  __syncthreads();
  for (int stage = 0; step < end; step += Tile::depth) {
    bool more = step + Tile::depth < end;
    if (more) {
      a.load(step + Tile::depth);
      b.load(step + Tile::depth);
    }
    const float* current = shared + stage * Tile::stage;
    sums.add(current, current + offsetB);
    stage ^= 1;
    if (more) {
      a.store(shared + stage * Tile::stage);
      b.store(shared + stage * Tile::stage + offsetB);
    }
    __syncthreads();
  }

  sums.store(shared);
  __syncthreads();
  storeTile<Tile::rows, Tile::columns, Tile::threads>(shared, schedule, block, part);
}

template <int Rows_, int Columns_, int Depth_, int ThreadRows_, int ThreadColumns_, int Width_, int BlocksPerMultiprocessor_>
template <typename Problem>
cudaError_t Float32Tile<Rows_, Columns_, Depth_, ThreadRows_, ThreadColumns_, Width_, BlocksPerMultiprocessor_>::start(
    cudaStream_t stream, dim3 grid, const Problem& problem, const Schedule& schedule) {
  return launch(stream, &float32TileKernel<Float32Tile, Problem>, grid, threads, sharedFloats * sizeof(float), problem, schedule);
}

}  // namespace fovea
