// Where the operands of a sum of products come from.
//
// A product out[i,j] = Σ a(i,k) · b(k,j) reads each operand by lane (i or j) and step (k). An operand has
//   static constexpr bool alongSteps   whether elements of consecutive steps, or else of consecutive lanes, lie together
//   Lane lane(int)                     what a thread keeps of a lane while it goes through the steps
//   Step step(int)                     what all lanes share of a step
//   const float* at(Lane, Step)        the address; null where the element is zero or there is none
//   int steps                          steps from here on give null
// so that a convolution is a product whose operand reads the image by pixel and tap, and no matrix of patches is ever stored.
#pragma once

#include "common/launch.cuh"
#include "common/pack.cuh"

namespace fovea {

/** A matrix in memory with `stride` elements between lanes (or steps, if lanes lie together). */
template <bool AlongSteps>
struct Matrix {
  static constexpr bool alongSteps = AlongSteps;
  using Lane = const float*;
  using Step = int64_t;

  const float* data;
  int lanes;
  int steps;
  int64_t stride;

  __device__ Lane lane(int lane) const { return lane < lanes ? data + (alongSteps ? lane * stride : lane) : nullptr; }
  __device__ Step step(int step) const { return step < steps ? (alongSteps ? step : step * stride) : -1; }
  __device__ const float* at(Lane lane, Step step) const { return lane == nullptr || step < 0 ? nullptr : lane + step; }
};

/** The part of a tile that one thread moves: packs of Width elements that lie together. */
template <typename Operand, int Lanes, int Steps, int Width, int Threads>
class TileReader {
  static constexpr int total = Lanes * Steps / Width;
  static constexpr int packsAlong = (Operand::alongSteps ? Steps : Lanes) / Width;
  static_assert(Threads % packsAlong == 0, "a thread's packs share a lane or a step");

 public:
  static constexpr int packs = ceilDiv(total, Threads);

  __device__ TileReader(const Operand& operand, int firstLane, int thread) : operand_(operand), thread_(thread) {
#pragma unroll
    for (int i = 0; i < keptLanes; i++) {
      lanes_[i] = operand.lane(firstLane + laneOf(i));
    }
  }

  /** Calls action(pack, lane, step, address) for the thread's packs of the tile at this step. */
  template <typename Action>
  __device__ void read(int firstStep, const Action& action) const {
    typename Operand::Step step = operand_.step(firstStep + stepOf(0));
#pragma unroll
    for (int i = 0; i < packs; i++) {
      if (!Operand::alongSteps && i > 0) {
        step = operand_.step(firstStep + stepOf(i));
      }
      if (total % Threads == 0 || thread_ + i * Threads < total) {
        action(i, laneOf(i), stepOf(i), operand_.at(lanes_[Operand::alongSteps ? i : 0], step));
      }
    }
  }

  /** Calls action(pack, lane, step) for the same packs. */
  template <typename Action>
  __device__ void visit(const Action& action) const {
#pragma unroll
    for (int i = 0; i < packs; i++) {
      if (total % Threads == 0 || thread_ + i * Threads < total) {
        action(i, laneOf(i), stepOf(i));
      }
    }
  }

 private:
  static constexpr int keptLanes = Operand::alongSteps ? packs : 1;

  __device__ int along() const { return thread_ % packsAlong * Width; }
  __device__ int across(int pack) const { return thread_ / packsAlong + pack * (Threads / packsAlong); }
  __device__ int laneOf(int pack) const { return Operand::alongSteps ? across(pack) : along(); }
  __device__ int stepOf(int pack) const { return Operand::alongSteps ? along() : across(pack); }

  const Operand& operand_;
  typename Operand::Lane lanes_[keptLanes];
  int thread_;
};

}  // namespace fovea
