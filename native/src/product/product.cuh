// Starts a problem's products with the tiles that its plan says.
//
// A problem has
//   using A, B                        its operands
//   ProductSizes sizes() const
//   Part<A, B, ...> part(int) const   on the device
#pragma once

#include <algorithm>

#include "product/float32_tile.cuh"
#include "product/plan.h"
#include "product/tensor_tile.cuh"

namespace fovea {

/** Tiles whose operands are read four elements at a time, by shape, and one for those that don't allow it. */
struct Float32Tiles {
  using Large = Float32Tile<128, 128, 8, 8, 8, 4, 2>;
  using Medium = Float32Tile<64, 64, 16, 4, 4, 4, 3>;
  using Tall = Float32Tile<128, 32, 16, 8, 4, 4, 3>;
  using SingleElements = Float32Tile<64, 64, 16, 4, 4, 1, 2>;
};

template <typename Precision>
struct TensorTiles {
  using Large = TensorTile<Precision, 128, 128, 64, 64, 16, 3, 4>;
  using Medium = TensorTile<Precision, 64, 64, 32, 32, 16, 4, 4>;
  using Tall = TensorTile<Precision, 128, 32, 32, 32, 16, 4, 4>;
  using SingleElements = TensorTile<Precision, 64, 64, 32, 32, 16, 4, 1>;
};

constexpr int mostBlocksAlongZ = 65535;

template <typename Tile, typename Problem>
cudaError_t startTiles(cudaStream_t stream, const Problem& problem, Schedule schedule) {
  ProductSizes sizes = problem.sizes();
  schedule.tileRows = ceilDiv(sizes.rows, Tile::rows);
  schedule.tileColumns = ceilDiv(sizes.columns, Tile::columns);
  for (int first = 0; first < sizes.parts; first += mostBlocksAlongZ) {
    schedule.firstPart = first;
    dim3 grid(static_cast<unsigned>(schedule.tileRows * schedule.tileColumns), static_cast<unsigned>(schedule.splits),
              static_cast<unsigned>(std::min(mostBlocksAlongZ, sizes.parts - first)));
    cudaError_t error = Tile::start(stream, grid, problem, schedule);
    if (error != cudaSuccess) {
      return error;
    }
  }
  return cudaSuccess;
}

template <typename Tiles, typename Problem>
cudaError_t startShape(cudaStream_t stream, const Problem& problem, TileShape shape, bool operandPacks, const Schedule& schedule) {
  if (!operandPacks) {
    return startTiles<typename Tiles::SingleElements>(stream, problem, schedule);
  }
  switch (shape) {
    case TileShape::LARGE:
      return startTiles<typename Tiles::Large>(stream, problem, schedule);
    case TileShape::MEDIUM:
      return startTiles<typename Tiles::Medium>(stream, problem, schedule);
    case TileShape::TALL:
      return startTiles<typename Tiles::Tall>(stream, problem, schedule);
  }
  return cudaErrorInvalidValue;
}

template <typename Problem>
cudaError_t addSplits(cudaStream_t stream, const Problem& problem, const Schedule& schedule) {
  constexpr int threads = 256;
  ProductSizes sizes = problem.sizes();
  dim3 grid(gridFor(schedule.partElements, threads), static_cast<unsigned>(std::min(mostBlocksAlongZ, sizes.parts)));
  return launch(stream, &sumSplits<Problem>, grid, threads, 0, problem, schedule, sizes.parts);
}

/**
 * Computes a problem.
 *
 * @param operandPacks whether both operands lie so that four elements can be read together
 * @param resultPacks whether results, bias and addend do
 * @param workspace workspaceOf(problem.sizes()) bytes
 */
template <typename Problem>
cudaError_t product(cudaStream_t stream, const Problem& problem, fovea_precision precision, bool operandPacks, bool resultPacks,
                    void* workspace) {
  ProductSizes sizes = problem.sizes();
  ProductPlan plan = planProduct(sizes);
  Schedule schedule;
  schedule.splits = plan.splits;
  schedule.stepsPerSplit = plan.stepsPerSplit;
  schedule.partElements = static_cast<int64_t>(sizes.rows) * sizes.columns;
  schedule.partials = static_cast<float*>(workspace);
  schedule.packs = plan.splits == 1 ? resultPacks : sizes.columns % 4 == 0;
  cudaError_t error = cudaErrorInvalidValue;
  switch (precision) {
    case FOVEA_FLOAT32:
    case FOVEA_FLOAT32_WINOGRAD:
      error = startShape<Float32Tiles>(stream, problem, plan.shape, operandPacks, schedule);
      break;
    case FOVEA_TF32:
      error = startShape<TensorTiles<Tf32>>(stream, problem, plan.shape, operandPacks, schedule);
      break;
    case FOVEA_BF16:
      error = startShape<TensorTiles<Bf16>>(stream, problem, plan.shape, operandPacks, schedule);
      break;
  }
  return error != cudaSuccess || plan.splits == 1 ? error : addSplits(stream, problem, schedule);
}

}  // namespace fovea
