// Mean and variance in one pass.
#pragma once

#include "common/pack.cuh"

namespace fovea {

/**
 * Σ (x - mean)², by the updates of Welford, "Note on a method for calculating corrected sums of squares and products",
 * Technometrics 4, 1962, and their merger of Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing
 * sample variances", COMPSTAT 1982. No large numbers cancel, however far the mean is from zero.
 */
struct Moments {
  float count;
  float mean;
  float squares;

  /** Takes in one value; share: 1 / (count + 1). */
  __device__ void add(float x, float share) {
    float deviation = x - mean;
    count += 1;
    mean += deviation * share;
    squares += deviation * (x - mean);
  }
};

struct MergeMoments {
  __device__ Moments operator()(const Moments& a, const Moments& b) const {
    if (b.count == 0) {
      return a;
    }
    float count = a.count + b.count;
    float share = b.count / count;
    float distance = b.mean - a.mean;
    return {count, a.mean + distance * share, a.squares + b.squares + distance * distance * (a.count * share)};
  }
};

/** Two sums that are taken together. */
struct SumPair {
  float first;
  float second;
};

struct MergeSumPairs {
  __device__ SumPair operator()(const SumPair& a, const SumPair& b) const { return {a.first + b.first, a.second + b.second}; }
};

}  // namespace fovea
