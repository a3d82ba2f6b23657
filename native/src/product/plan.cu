// The model behind the choice of tiles. Its constants are estimates, not yet measured on a GPU.

#include "product/plan.h"

#include <algorithm>

#include "common/launch.cuh"

namespace fovea {

namespace {

struct TileModel {
  TileShape shape;
  int rows;
  int columns;
  int blocksPerMultiprocessor;
  double efficiency; /* multiply-adds done in a time, relative to the large tile */
};

constexpr TileModel tiles[] = {
    {TileShape::LARGE, 128, 128, 2, 1.0},
    {TileShape::MEDIUM, 64, 64, 3, 0.7},
    {TileShape::TALL, 128, 32, 3, 0.6},
};

constexpr int multiprocessors = 132;
constexpr int mostSplits = 256;
constexpr int fewestSteps = 128;     /* of a split: fewer don't hide the latency of its start */
constexpr int stepsOfStage = 32;     /* splits begin where all tiles' stages do */
constexpr double startOfTile = 64;   /* steps that filling the pipeline and storing the tile take */
constexpr double costOfPartial = 16; /* multiply-adds in whose time a partial sum is written and read */

int stepsPerSplit(int steps, int splits) {
  return std::max(1, ceilDiv(ceilDiv(steps, splits), stepsOfStage)) * stepsOfStage;
}

/** Multiply-adds that one multiprocessor could do in the time. */
double timeOf(const ProductSizes& sizes, const TileModel& tile, int splits) {
  double blocks = static_cast<double>(sizes.parts) * ceilDiv(sizes.rows, tile.rows) * ceilDiv(sizes.columns, tile.columns) * splits;
  double rounds = std::max(1.0, blocks / (multiprocessors * tile.blocksPerMultiprocessor));
  double steps = std::min(sizes.steps, stepsPerSplit(sizes.steps, splits)) + startOfTile;
  double products = static_cast<double>(tile.rows) * tile.columns * steps * tile.blocksPerMultiprocessor / tile.efficiency;
  // A last round that is not full takes as long as a full one, unless many rounds even that out.
  double whole = rounds < 4 ? static_cast<double>(static_cast<int64_t>(rounds + 0.999)) : rounds;
  double partials = splits == 1 ? 0 : static_cast<double>(sizes.parts) * sizes.rows * sizes.columns * splits;
  return whole * products + partials * costOfPartial / multiprocessors;
}

}  // namespace

ProductPlan planProduct(const ProductSizes& sizes) {
  ProductPlan best{};
  double bestTime = 0;
  for (const TileModel& tile : tiles) {
    for (int splits = 1; splits <= mostSplits && (splits == 1 || sizes.steps / splits >= fewestSteps); splits *= 2) {
      double time = timeOf(sizes, tile, splits);
      if (bestTime == 0 || time < bestTime) {
        bestTime = time;
        int perSplit = stepsPerSplit(sizes.steps, splits);
        best = {tile.shape, tile.rows, tile.columns, std::max(1, ceilDiv(sizes.steps, perSplit)), perSplit};
      }
    }
  }
  return best;
}

size_t workspaceOf(const ProductSizes& sizes) {
  ProductPlan plan = planProduct(sizes);
  auto elements = static_cast<size_t>(sizes.parts) * static_cast<size_t>(sizes.rows) * static_cast<size_t>(sizes.columns);
  return plan.splits == 1 ? 0 : elements * static_cast<size_t>(plan.splits) * sizeof(float);
}

}  // namespace fovea
