#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cuda_runtime.h"
#include "settings.h"

namespace {

using Work = std::function<void()>;
using Clock = std::chrono::steady_clock;

std::mutex guard;
std::unordered_map<void*, size_t> allocations;
std::unordered_map<const void*, size_t> sharedLimits;
size_t liveBytes = 0;
thread_local cudaError_t lastError = cudaSuccess;

cudaError_t status(cudaError_t error) {
  if (error != cudaSuccess) {
    lastError = error;
  }
  return error;
}

}  // namespace

struct CUgraph_st {
  std::vector<Work> work;
};
struct CUgraphExec_st {
  std::vector<Work> work;
};
struct CUstream_st {
  CUgraph_st* capture = nullptr;
};
struct CUevent_st {
  Clock::time_point time;
};

namespace {

std::atomic<uint64_t> launchCount{0};

/** Stream order: at once, or when the graph is launched. */
cudaError_t give(cudaStream_t stream, Work work) {
  if (cudaError_t error = emulation::fault(); error != cudaSuccess) {
    return status(error);
  }
  if (stream != nullptr && stream->capture != nullptr) {
    stream->capture->work.push_back(std::move(work));
  } else {
    work();
  }
  return cudaSuccess;
}

cudaError_t allocateHost(void** memory, size_t bytes) {
  constexpr size_t alignment = 256;
  return status(posix_memalign(memory, alignment, bytes) == 0 ? cudaSuccess : cudaErrorMemoryAllocation);
}

}  // namespace

namespace emulation {

uint64_t launches() { return launchCount; }

cudaError_t launch(const cudaLaunchConfig_t& config, const void* kernel, Work thread) {
  constexpr size_t sharedWithoutAsking = 48 << 10;
  dim3 grid = config.gridDim;
  dim3 block = config.blockDim;
  auto threads = static_cast<uint64_t>(block.x) * block.y * block.z;
  bool fits = threads >= 1 && threads <= 1024 && block.z <= 64 && grid.x >= 1 && grid.x <= 0x7fffffffU && grid.y >= 1 &&
              grid.y <= 65535 && grid.z >= 1 && grid.z <= 65535;
  if (!fits) {
    return status(cudaErrorInvalidConfiguration);
  }
  size_t limit = sharedWithoutAsking;
  {
    std::lock_guard lock(guard);
    auto raised = sharedLimits.find(kernel);
    limit = raised == sharedLimits.end() ? limit : std::max(limit, raised->second);
  }
  if (config.dynamicSmemBytes > limit) {
    return status(cudaErrorInvalidValue);
  }
  launchCount++;
  size_t bytes = config.dynamicSmemBytes;
  return give(config.stream, [=] {
    if (!kernelFails()) {
      runGrid(grid, block, bytes, thread);
    }
  });
}

cudaError_t allowShared(const void* kernel, cudaFuncAttribute, int bytes) {
  constexpr int sharedOfBlock = 227 << 10;
  if (bytes > sharedOfBlock) {
    return status(cudaErrorInvalidValue);
  }
  std::lock_guard lock(guard);
  sharedLimits[kernel] = static_cast<size_t>(bytes);
  return cudaSuccess;
}

}  // namespace emulation

cudaError_t cudaDriverGetVersion(int* version) {
  *version = emulation::driverVersion();
  return cudaSuccess;
}

cudaError_t cudaRuntimeGetVersion(int* version) {
  *version = 13000;
  return cudaSuccess;
}

cudaError_t cudaGetDeviceCount(int* count) {
  int needed = 0;
  cudaRuntimeGetVersion(&needed);
  *count = 0;
  if (emulation::driverVersion() < needed) {
    return status(cudaErrorInsufficientDriver);
  }
  *count = emulation::devices();
  return status(*count == 0 ? cudaErrorNoDevice : cudaSuccess);
}

cudaError_t cudaSetDevice(int device) { return status(device == 0 ? cudaSuccess : cudaErrorInvalidDevice); }

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  *properties = {"emulated on the CPU", emulation::memoryBytes()};
  return cudaSetDevice(device);
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device) {
  switch (attribute) {
    case cudaDevAttrComputeCapabilityMajor:
      *value = emulation::capability() / 10;
      break;
    case cudaDevAttrComputeCapabilityMinor:
      *value = emulation::capability() % 10;
      break;
    case cudaDevAttrMultiProcessorCount:
      *value = 1;
      break;
    default:
      *value = 0;
  }
  return cudaSetDevice(device);
}

cudaError_t cudaGetLastError() { return std::exchange(lastError, cudaSuccess); }

cudaError_t cudaMalloc(void** memory, size_t bytes) {
  std::lock_guard lock(guard);
  *memory = nullptr;
  if (bytes > emulation::memoryBytes() || liveBytes > emulation::memoryBytes() - bytes) {
    return status(cudaErrorMemoryAllocation);
  }
  cudaError_t error = allocateHost(memory, bytes);
  if (error == cudaSuccess) {
    std::memset(*memory, 0xff, bytes);
    allocations[*memory] = bytes;
    liveBytes += bytes;
  }
  return error;
}

cudaError_t cudaFree(void* memory) {
  if (memory == nullptr) {
    return cudaSuccess;
  }
  std::lock_guard lock(guard);
  auto found = allocations.find(memory);
  if (found == allocations.end()) {
    return status(cudaErrorInvalidValue);
  }
  liveBytes -= found->second;
  allocations.erase(found);
  std::free(memory);
  return cudaSuccess;
}

cudaError_t cudaMemGetInfo(size_t* free_bytes, size_t* total_bytes) {
  std::lock_guard lock(guard);
  *total_bytes = emulation::memoryBytes();
  *free_bytes = *total_bytes - liveBytes;
  return cudaSuccess;
}

cudaError_t cudaMallocHost(void** memory, size_t bytes) { return allocateHost(memory, bytes); }

cudaError_t cudaFreeHost(void* memory) {
  std::free(memory);
  return cudaSuccess;
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, size_t bytes, cudaMemcpyKind, cudaStream_t stream) {
  return bytes == 0 ? cudaSuccess : give(stream, [=] { std::memmove(to, from, bytes); });
}

cudaError_t cudaMemsetAsync(void* memory, int value, size_t bytes, cudaStream_t stream) {
  return bytes == 0 ? cudaSuccess : give(stream, [=] { std::memset(memory, value, bytes); });
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  *stream = new CUstream_st;
  return cudaSuccess;
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  if (stream->capture != nullptr) {
    return status(cudaErrorIllegalState);
  }
  delete stream;
  return cudaSuccess;
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  if (cudaError_t error = emulation::fault(); error != cudaSuccess) {
    return status(error);
  }
  return status(stream != nullptr && stream->capture != nullptr ? cudaErrorIllegalState : cudaSuccess);
}

cudaError_t cudaStreamWaitEvent(cudaStream_t, cudaEvent_t, unsigned) { return cudaSuccess; }

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) {
  *event = new CUevent_st;
  return cudaSuccess;
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  delete event;
  return cudaSuccess;
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  return give(stream, [=] { event->time = Clock::now(); });
}

cudaError_t cudaEventSynchronize(cudaEvent_t) { return status(emulation::fault()); }

cudaError_t cudaEventQuery(cudaEvent_t) { return status(emulation::fault()); }

cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t start, cudaEvent_t end) {
  *milliseconds = std::chrono::duration<float, std::milli>(end->time - start->time).count();
  return cudaSuccess;
}

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
  if (stream == nullptr || stream->capture != nullptr) {
    return status(cudaErrorIllegalState);
  }
  stream->capture = new CUgraph_st;
  return cudaSuccess;
}

cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  *graph = stream == nullptr ? nullptr : std::exchange(stream->capture, nullptr);
  return status(*graph == nullptr ? cudaErrorIllegalState : cudaSuccess);
}

cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  delete graph;
  return cudaSuccess;
}

cudaError_t cudaGraphInstantiateWithFlags(cudaGraphExec_t* executable, cudaGraph_t graph, unsigned long long) {
  *executable = new CUgraphExec_st{graph->work};
  return cudaSuccess;
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t executable, cudaStream_t stream) {
  std::vector<Work> work = executable->work;
  return give(stream, [work] {
    for (const Work& step : work) {
      step();
    }
  });
}

cudaError_t cudaGraphExecDestroy(cudaGraphExec_t executable) {
  delete executable;
  return cudaSuccess;
}
