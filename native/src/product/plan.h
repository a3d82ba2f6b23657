// Which tile and how many splits a product takes. Decided by its sizes alone, never by the device, so that every device adds up
// in the same order.
#pragma once

#include <cstddef>
#include <cstdint>

namespace fovea {

/** Sizes of a batch of products, those of the largest where they differ. */
struct ProductSizes {
  int parts;
  int rows;
  int columns;
  int steps;
};

enum class TileShape { LARGE, MEDIUM, TALL };

struct ProductPlan {
  TileShape shape;
  int rowsOfTile;
  int columnsOfTile;
  int splits;
  int stepsPerSplit;
};

/** The plan that takes the shortest time by a rough model of a device. */
ProductPlan planProduct(const ProductSizes& sizes);

/** Bytes for the partial sums of a plan; 0 if there are none. */
size_t workspaceOf(const ProductSizes& sizes);

}  // namespace fovea
