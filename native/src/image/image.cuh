// Places in images [N,H,W,C].
#pragma once

#include "common/strided.cuh"

namespace fovea {

/** One channel, or the first of a pack, of a cell. */
struct Place {
  int64_t n;
  int row;
  int column;
  int channel;
};

/** The place of an element in images of these sizes. */
__device__ inline Place placeOf(int64_t element, int height, int width, int channels) {
  int64_t cell = quotient(element, channels);
  int64_t line = quotient(cell, width);
  int64_t n = quotient(line, height);
  return {n, static_cast<int>(line - n * height), static_cast<int>(cell - line * width), static_cast<int>(element - cell * channels)};
}

/** Where a place lies in images of these sizes. */
__device__ inline int64_t elementAt(const Place& place, int height, int width, int channels) {
  return ((place.n * height + place.row) * width + place.column) * channels + place.channel;
}

}  // namespace fovea
