// Changes of parameters that lie anywhere: one launch for all of them.
//
// A Rule has a Parameter, which says where one lies and how long it is, and change(parameter, f), which calls f(function, arrays...):
// the function takes an element of each array, by reference where it changes it; arrays of const float are only read.
#pragma once

#include "common/launch.cuh"
#include "common/pack.cuh"

namespace fovea {

constexpr int updateThreads = 256;
constexpr int updatePacks = 4;  // loads in flight of each array hide the memory's latency
constexpr int64_t updateElements = 4 * updatePacks * updateThreads;

/** Parameters as an argument of a kernel: a launch needs no memory of its own, and a captured one keeps them. */
template <typename Rule, int Bytes>
struct UpdateTable {
  using Parameter = typename Rule::Parameter;
  static constexpr int most = (Bytes - 16) / static_cast<int>(sizeof(Parameter) + sizeof(unsigned));  // 16: count, last, padding

  int count;
  unsigned firstBlock[most + 1]; /* a block changes updateElements elements of one parameter; the last is the number of blocks */
  Parameter parameters[most];

  /** The parameter that a block works on. */
  __device__ int find(unsigned block) const {
    int low = 0;
    for (int high = count; high - low > 1;) {
      int middle = (low + high) / 2;
      (block < firstBlock[middle] ? high : low) = middle;
    }
    return low;
  }
};

template <int Width>
__device__ void storeBack(float* address, const Pack<Width>& pack) {
  storePack(address, pack);
}

template <int Width>
__device__ void storeBack(const float*, const Pack<Width>&) {}

/** f(arrays[i]...) for a block's elements begin ≤ i < end: packs of Width first, then what is left. */
template <int Width, typename Function, typename... Values>
__device__ void updateRange(const Function& f, int64_t begin, int64_t end, Values*... arrays) {
  int thread = static_cast<int>(threadIdx.x);
  int64_t whole = end - (end - begin) % Width;
#pragma unroll updatePacks
  for (int64_t i = begin + thread * Width; i < whole; i += updateThreads * Width) {
    auto apply = [&](auto... values) {
#pragma unroll
      for (int j = 0; j < Width; j++) {
        f(values[j]...);
      }
      (storeBack(arrays + i, values), ...);
    };
    apply(loadPack<Width>(arrays + i)...);
  }
  for (int64_t i = whole + thread; i < end; i += updateThreads) {
    f(arrays[i]...);
  }
}

template <typename Rule, typename Table>
__global__ void updateKernel(const Table __grid_constant__ table) {
  int number = table.find(blockIdx.x);
  const auto& parameter = table.parameters[number];
  int64_t begin = static_cast<int64_t>(blockIdx.x - table.firstBlock[number]) * updateElements;
  int64_t end = min(begin + updateElements, parameter.length);
  Rule::change(parameter, [&](const auto& f, auto*... arrays) {
    if (alignedForPacks(arrays...)) {
      updateRange<4>(f, begin, end, arrays...);
    } else {
      updateRange<1>(f, begin, end, arrays...);
    }
  });
}

template <typename Rule, int Bytes>
cudaError_t launchUpdate(cudaStream_t stream, int count, const typename Rule::Parameter* parameters) {
  using Table = UpdateTable<Rule, Bytes>;
  static_assert(sizeof(Table) <= Bytes);
  Table table;
  table.count = count;
  table.firstBlock[0] = 0;
  for (int i = 0; i < count; i++) {
    table.parameters[i] = parameters[i];
    table.firstBlock[i + 1] = table.firstBlock[i] + static_cast<unsigned>(ceilDiv(parameters[i].length, updateElements));
  }
  return launch(stream, &updateKernel<Rule, Table>, table.firstBlock[count], updateThreads, 0, table);
}

/** Changes all parameters: in one launch, as long as they fit into a kernel's arguments. */
template <typename Rule>
cudaError_t update(cudaStream_t stream, int count, const typename Rule::Parameter* parameters) {
  constexpr int few = 4 << 10;  // a launch copies all of its arguments
  constexpr int many = 32764;   // the most that CUDA takes from 12.1 on
  constexpr int fewest = UpdateTable<Rule, few>::most;
  constexpr int most = UpdateTable<Rule, many>::most;
  cudaError_t error = cudaSuccess;
  for (int first = 0; first < count && error == cudaSuccess; first += most) {
    int part = min(count - first, most);
    error = part <= fewest ? launchUpdate<Rule, few>(stream, part, parameters + first)
                           : launchUpdate<Rule, many>(stream, part, parameters + first);
  }
  return error;
}

}  // namespace fovea
