// Kernels with one mistake each, and the same without it. `seeded_bugs NAME` runs one; the sanitizers, the emulation, or the
// comparison of the result must end it with a failure. `seeded_bugs correct` must succeed.

#include <cstring>
#include <vector>

#include "common/launch.cuh"

namespace {

using fovea::launch;

constexpr int threads = 64;

enum class Bug { NONE, GLOBAL_BOUNDS, SHARED_BOUNDS, NO_BARRIER, DIVERGENT_BARRIER, DIVERGENT_WARP, UNWRITTEN };

/** y reversed within the block, by way of shared memory. */
template <Bug bug>
__global__ void reverse(const float* x, float* y) {
  float* tile = fovea::sharedMemory<float>();
  int i = static_cast<int>(threadIdx.x);
  tile[bug == Bug::SHARED_BOUNDS ? i + 1 : i] = x[bug == Bug::GLOBAL_BOUNDS ? i + 1 : i];
  if (bug == Bug::DIVERGENT_BARRIER && i == 0) {
    return;
  }
  if (bug != Bug::NO_BARRIER) {
    __syncthreads();
  }
  if (bug != Bug::UNWRITTEN || i != threads - 1) {
    y[i] = tile[threads - 1 - i];
  }
}

/** The same for pairs of lanes. */
template <Bug bug>
__global__ void swapPairs(const float* x, float* y) {
  int i = static_cast<int>(threadIdx.x);
  if (bug == Bug::DIVERGENT_WARP && i % 32 == 5) {
    return;
  }
  y[i] = __shfl_xor_sync(0xffffffffU, x[i], 1);
}

template <Bug bug>
bool reversed() {
  std::vector<float> x(threads);
  for (int i = 0; i < threads; i++) {
    x[i] = static_cast<float>(i);
  }
  void* from = nullptr;
  void* to = nullptr;
  size_t bytes = threads * sizeof(float);
  bool done = fovea_allocate(&from, bytes) == cudaSuccess && fovea_allocate(&to, bytes) == cudaSuccess &&
              fovea_copy_to_device(from, x.data(), bytes, nullptr) == cudaSuccess;
  auto* input = static_cast<float*>(from);
  auto* output = static_cast<float*>(to);
  bool pairs = bug == Bug::DIVERGENT_WARP;
  done = done && (pairs ? launch(nullptr, &swapPairs<bug>, 1, threads, 0, input, output)
                        : launch(nullptr, &reverse<bug>, 1, threads, bytes, input, output)) == cudaSuccess;
  std::vector<float> y(threads);
  done = done && fovea_copy_to_host(y.data(), to, bytes, nullptr) == cudaSuccess;
  fovea_free(from);
  fovea_free(to);
  for (int i = 0; i < threads; i++) {
    done = done && y[i] == x[pairs ? i ^ 1 : threads - 1 - i];
  }
  return done;
}

struct Named {
  const char* name;
  bool (*run)();
};

constexpr Named bugs[] = {
    {"correct", &reversed<Bug::NONE>},
    {"global-bounds", &reversed<Bug::GLOBAL_BOUNDS>},
    {"shared-bounds", &reversed<Bug::SHARED_BOUNDS>},
    {"no-barrier", &reversed<Bug::NO_BARRIER>},
    {"divergent-barrier", &reversed<Bug::DIVERGENT_BARRIER>},
    {"divergent-warp", &reversed<Bug::DIVERGENT_WARP>},
    {"unwritten", &reversed<Bug::UNWRITTEN>},
};

}  // namespace

int main(int count, char** arguments) {
  for (const Named& bug : bugs) {
    if (count == 2 && std::strcmp(arguments[1], bug.name) == 0) {
      return bug.run() ? 0 : 1;
    }
  }
  return 2;
}
