// Products in which one matrix has few rows or columns: they read the other, the long one, once, at the speed of memory. In
// float32 whatever the precision asked for: there is nothing to gain from less.
#pragma once

#include <algorithm>

#include "product/tile.cuh"

namespace fovea {

constexpr int mostFew = 8;

/** The matrix with few lanes; they are columns of the result if `columns`, else rows. */
struct FewLanes {
  const float* data;
  int lanes;
  int64_t laneStride;
  int64_t stepStride;
  bool columns;

  __device__ float at(int lane, int step) const { return data[lane * laneStride + step * stepStride]; }
};

/** Steps of the few lanes that a block has at hand in shared memory, [lane][step]; zero for lanes that there are not. */
template <int Few>
struct FewAtHand {
  static constexpr int steps = 512;
  static constexpr int floats = Few * steps;

  template <int Threads>
  __device__ static void load(const FewLanes& few, int firstStep, int count, float* shared) {
    for (int lane = 0; lane < Few; lane++) {
      for (int step = static_cast<int>(threadIdx.x); step < count; step += Threads) {
        shared[lane * steps + step] = lane < few.lanes ? few.at(lane, firstStep + step) : 0;
      }
    }
  }
};

/**
 * Long lanes whose steps lie together: a warp takes four lanes, its threads take turns at packs of steps, and their sums are
 * added in a tree.
 */
template <int Few, int Width>
struct DotProducts {
  static constexpr int threads = 256;
  static constexpr int lanesOfWarp = 4;
  static constexpr int lanes = threads / 32 * lanesOfWarp;
  static constexpr int sharedFloats = FewAtHand<Few>::floats;

  float sums[lanesOfWarp][Few] = {};

  __device__ static int thread() { return static_cast<int>(threadIdx.x) % 32; }
  __device__ static int firstLane() { return static_cast<int>(threadIdx.x) / 32 * lanesOfWarp; }

  template <typename Long>
  __device__ void add(const Long& operand, int blockLane, int firstStep, int count, const float* few) {
    for (int step = thread() * Width; step < count; step += 32 * Width) {
      typename Long::Step place = operand.step(firstStep + step);
      Pack<Width> right[Few];
#pragma unroll
      for (int j = 0; j < Few; j++) {
        right[j] = loadPack<Width>(few + j * FewAtHand<Few>::steps + step);
      }
#pragma unroll
      for (int i = 0; i < lanesOfWarp; i++) {
        const float* address = operand.at(operand.lane(blockLane + firstLane() + i), place);
        Pack<Width> left = address == nullptr ? Pack<Width>{} : loadPack<Width>(address);
#pragma unroll
        for (int j = 0; j < Few; j++) {
#pragma unroll
          for (int k = 0; k < Width; k++) {
            sums[i][j] += left[k] * right[j][k];
          }
        }
      }
    }
  }

  /** Calls store(lane, few lane, sum) for the block's sums. */
  template <typename Store>
  __device__ void finish(float*, const Store& store) {
#pragma unroll
    for (int i = 0; i < lanesOfWarp; i++) {
#pragma unroll
      for (int j = 0; j < Few; j++) {
        float sum = sums[i][j];
#pragma unroll
        for (int distance = 16; distance > 0; distance /= 2) {
          sum += __shfl_xor_sync(0xffffffffU, sum, distance);
        }
        if (thread() == 0) {
          store(firstLane() + i, j, sum);
        }
      }
    }
  }
};

/** Long lanes that lie together: a thread takes a pack of lanes, warps take turns at steps, and their sums are added in order. */
template <int Few, int Width>
struct OuterProducts {
  static constexpr int threads = 256;
  static constexpr int warps = threads / 32;
  static constexpr int lanes = 32 * Width;
  static constexpr int sharedFloats = std::max(FewAtHand<Few>::floats, warps * Few * lanes);

  Pack<Width> sums[Few] = {};

  __device__ static int warp() { return static_cast<int>(threadIdx.x) / 32; }
  __device__ static int firstLane() { return static_cast<int>(threadIdx.x) % 32 * Width; }

  template <typename Long>
  __device__ void add(const Long& operand, int blockLane, int firstStep, int count, const float* few) {
    typename Long::Lane lane = operand.lane(blockLane + firstLane());
#pragma unroll 4
    for (int step = warp(); step < count; step += warps) {
      const float* address = operand.at(lane, operand.step(firstStep + step));
      Pack<Width> left = address == nullptr ? Pack<Width>{} : loadPack<Width>(address);
#pragma unroll
      for (int j = 0; j < Few; j++) {
        float right = few[j * FewAtHand<Few>::steps + step];
#pragma unroll
        for (int k = 0; k < Width; k++) {
          sums[j][k] += left[k] * right;
        }
      }
    }
  }

  template <typename Store>
  __device__ void finish(float* shared, const Store& store) {
#pragma unroll
    for (int j = 0; j < Few; j++) {
      storePack(shared + (warp() * Few + j) * lanes + firstLane(), sums[j]);
    }
    __syncthreads();
    for (int i = static_cast<int>(threadIdx.x); i < Few * lanes; i += threads) {
      float sum = 0;
      for (int w = 0; w < warps; w++) {
        sum += shared[w * Few * lanes + i];
      }
      store(i % lanes, i / lanes, sum);
    }
  }
};

/** A block computes the results of its long lanes over one split of the steps; problem.part(z) gives both matrices. */
template <typename Method, int Few, typename Problem>
__global__ void __launch_bounds__(Method::threads, 2) skinnyKernel(Problem problem, Schedule schedule) {
  int number = static_cast<int>(blockIdx.z);
  int split = static_cast<int>(blockIdx.y);
  auto part = problem.part(number);
  int step = split * schedule.stepsPerSplit;
  int end = min(part.longLanes.steps, step + schedule.stepsPerSplit);
  int blockLane = static_cast<int>(blockIdx.x) * Method::lanes;
  auto* shared = sharedMemory<float>();
  Method sums;
  for (; step < end; step += FewAtHand<Few>::steps) {
    int count = min(FewAtHand<Few>::steps, end - step);
    FewAtHand<Few>::template load<Method::threads>(part.few, step, count, shared);
    __syncthreads();
    sums.add(part.longLanes, blockLane, step, count, shared);
    __syncthreads();
  }
  sums.finish(shared, [&](int lane, int fewLane, float sum) {
    int row = part.few.columns ? blockLane + lane : fewLane;
    int column = part.few.columns ? fewLane : blockLane + lane;
    if (row >= part.rowCount || column >= part.columnCount) {
      return;
    }
    if (schedule.splits > 1) {
      partialsOf(schedule, number, split)[static_cast<int64_t>(row) * part.columnCount + column] = sum;
    } else {
      part.epilogue.store(part.rows(row) + column, column, Pack<1>{{sum}});
    }
  });
}

/** The matrices of one skinny product. */
template <typename Long>
struct SkinnyPart {
  int rowCount;
  int columnCount;
  FewLanes few;
  Long longLanes;
  DenseRows rows;
  Epilogue epilogue;
};

inline bool isSkinny(const fovea_gemm& op) { return std::min(op.m, op.n) <= mostFew && op.batch <= 65535; }

/** Steps in splits so that all multiprocessors of any device have work. Depends on sizes only, as all plans. */
inline Schedule skinnySchedule(const fovea_gemm& op) {
  constexpr int64_t enoughBlocks = 1024;
  constexpr int lanesOfBlock = 64;
  constexpr int mostSplits = 64;
  int chunk = FewAtHand<mostFew>::steps;
  int64_t blocks = static_cast<int64_t>(op.batch) * ceilDiv(std::max(op.m, op.n), lanesOfBlock);
  int64_t splits = std::clamp<int64_t>(enoughBlocks / blocks, 1, std::min(mostSplits, std::max(1, op.k / chunk)));
  Schedule schedule;
  schedule.stepsPerSplit = std::max(1, ceilDiv(ceilDiv(op.k, static_cast<int>(splits)), chunk)) * chunk;
  schedule.splits = std::max(1, ceilDiv(op.k, schedule.stepsPerSplit));
  schedule.partElements = static_cast<int64_t>(op.m) * op.n;
  return schedule;
}

inline size_t skinnyWorkspace(const fovea_gemm& op) {
  Schedule schedule = skinnySchedule(op);
  return schedule.splits == 1 ? 0 : static_cast<size_t>(op.batch * schedule.splits * schedule.partElements) * sizeof(float);
}

template <template <int, int> typename Method, int Few, int Width, typename Problem>
cudaError_t startSkinny(cudaStream_t stream, const Problem& problem, const Schedule& schedule, int longLanes, int parts) {
  using Sums = Method<Few, Width>;
  dim3 grid(static_cast<unsigned>(ceilDiv(longLanes, Sums::lanes)), static_cast<unsigned>(schedule.splits), static_cast<unsigned>(parts));
  return launch(stream, &skinnyKernel<Sums, Few, Problem>, grid, Sums::threads, Sums::sharedFloats * sizeof(float), problem, schedule);
}

template <template <int, int> typename Method, int Few, typename Problem>
cudaError_t startSkinny(cudaStream_t stream, const Problem& problem, const Schedule& schedule, int longLanes, int parts, bool packs) {
  return packs ? startSkinny<Method, Few, 4>(stream, problem, schedule, longLanes, parts)
               : startSkinny<Method, Few, 1>(stream, problem, schedule, longLanes, parts);
}

/** @param packs whether four elements of the long matrix can be read together */
template <template <int, int> typename Method, typename Problem>
cudaError_t skinnyProduct(cudaStream_t stream, const Problem& problem, const Schedule& schedule, int few, int longLanes, int parts,
                          bool packs) {
  if (few == 1) {
    return startSkinny<Method, 1>(stream, problem, schedule, longLanes, parts, packs);
  }
  if (few <= 4) {
    return startSkinny<Method, 4>(stream, problem, schedule, longLanes, parts, packs);
  }
  return startSkinny<Method, mostFew>(stream, problem, schedule, longLanes, parts, packs);
}

}  // namespace fovea
