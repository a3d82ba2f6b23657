// How a product is cut into tiles, and how a finished tile is stored.
//
// A problem is a batch of products of one kind: part(z) gives the z-th, with its sizes, operands, epilogue, and the place of
// each row of the result. A block computes one tile of one part over one split of the steps. With several splits, tiles are
// stored as they are in a workspace, and sumSplits adds them up in order.
#pragma once

#include "product/epilogue.cuh"
#include "product/operand.cuh"

namespace fovea {

/** One product: result[row, column] at rows(row) + column. */
template <typename A, typename B, typename Rows>
struct Part {
  int rowCount;
  int columnCount;
  A a;
  B b;
  Rows rows;
  Epilogue epilogue;
};

/** Rows with this many elements between them. */
struct DenseRows {
  int64_t stride;

  __device__ int64_t operator()(int row) const { return row * stride; }
};

/** How the blocks of a launch share the work. */
struct Schedule {
  int firstPart = 0;
  int splits = 1;
  int stepsPerSplit = 0;
  int tileRows = 0; /* of the largest part */
  int tileColumns = 0;
  int64_t partElements = 0; /* of the largest part */
  float* partials = nullptr;
  bool packs = false; /* whether results may be stored in packs of four */
};

/** The calling block's tile. */
struct BlockTile {
  int part;
  int split;
  int row; /* in tiles */
  int column;

  __device__ explicit BlockTile(const Schedule& schedule)
      : part(schedule.firstPart + static_cast<int>(blockIdx.z)), split(static_cast<int>(blockIdx.y)) {
    // Blocks that run at the same time lie in a band of tiles, whose operands fit into the second-level cache.
    constexpr int bandRows = 8;
    int number = static_cast<int>(blockIdx.x);
    int band = number / (bandRows * schedule.tileColumns);
    int rows = min(bandRows, schedule.tileRows - band * bandRows);
    int inBand = number - band * bandRows * schedule.tileColumns;
    row = band * bandRows + inBand % rows;
    column = inBand / rows;
  }
};

/** Elements between rows of a finished tile in shared memory: rows begin in other banks. */
template <int Columns>
constexpr int tilePitch = Columns + 8;

/** Where a split of a part keeps its sums, row by row. */
__device__ inline float* partialsOf(const Schedule& schedule, int part, int split) {
  return schedule.partials + (static_cast<int64_t>(part) * schedule.splits + split) * schedule.partElements;
}

/** Stores the tile that lies in shared memory. */
template <int Rows, int Columns, int Threads, typename Part>
__device__ void storeTile(const float* tile, const Schedule& schedule, const BlockTile& block, const Part& part) {
  bool partial = schedule.splits > 1;
  Epilogue epilogue = partial ? Epilogue{partialsOf(schedule, block.part, block.split)} : part.epilogue;
  constexpr int width = 4;
  constexpr int packsOfRow = Columns / width;
  for (int i = static_cast<int>(threadIdx.x); i < Rows * packsOfRow; i += Threads) {
    int row = i / packsOfRow;
    int column = i % packsOfRow * width;
    const float* sums = tile + row * tilePitch<Columns> + column;
    int outRow = block.row * Rows + row;
    int outColumn = block.column * Columns + column;
    if (outRow >= part.rowCount || outColumn >= part.columnCount) {
      continue;
    }
    int64_t position = (partial ? static_cast<int64_t>(outRow) * part.columnCount : part.rows(outRow)) + outColumn;
    if (schedule.packs) {
      epilogue.store(position, outColumn, loadPack<width>(sums));
    } else {
      for (int j = 0; j < width && outColumn + j < part.columnCount; j++) {
        epilogue.store(position + j, outColumn + j, loadPack<1>(sums + j));
      }
    }
  }
}

/** Adds up the splits of all parts, first to last, and stores the results. */
template <typename Problem>
__global__ void sumSplits(Problem problem, Schedule schedule, int partCount) {
  for (int number = static_cast<int>(blockIdx.y); number < partCount; number += static_cast<int>(gridDim.y)) {
    auto part = problem.part(number);
    int64_t elements = static_cast<int64_t>(part.rowCount) * part.columnCount;
    for (int64_t i = globalThread(); i < elements; i += globalThreads()) {
      float sum = 0;
      for (int split = 0; split < schedule.splits; split++) {
        sum += partialsOf(schedule, number, split)[i];
      }
      int row = static_cast<int>(i / part.columnCount);
      int column = static_cast<int>(i % part.columnCount);
      part.epilogue.store(part.rows(row) + column, column, Pack<1>{{sum}});
    }
  }
}

}  // namespace fovea
