// What the backend needs of the CUDA run-time, so that it sees one header only.

#include <cuda_runtime.h>

#include <cstdio>

#include "fovea_kernels.h"

#if defined(FOVEA_EMULATED)
#include "settings.h"

int fovea_library_version() { return emulation::libraryVersion(FOVEA_KERNELS_VERSION); }

int fovea_is_emulated() { return 1; }
#else
int fovea_library_version() { return FOVEA_KERNELS_VERSION; }

int fovea_is_emulated() { return 0; }
#endif

cudaError_t fovea_driver_version(int* version) { return cudaDriverGetVersion(version); }

cudaError_t fovea_runtime_version(int* version) { return cudaRuntimeGetVersion(version); }

cudaError_t fovea_device_count(int* count) { return cudaGetDeviceCount(count); }

cudaError_t fovea_device_properties(int device, fovea_device* properties) {
  cudaDeviceProp of{};
  cudaError_t error = cudaGetDeviceProperties(&of, device);
  int cacheBytes = 0;
  auto read = [&](int* value, cudaDeviceAttr attribute) {
    if (error == cudaSuccess) {
      error = cudaDeviceGetAttribute(value, attribute, device);
    }
  };
  read(&properties->major, cudaDevAttrComputeCapabilityMajor);
  read(&properties->minor, cudaDevAttrComputeCapabilityMinor);
  read(&properties->multiprocessors, cudaDevAttrMultiProcessorCount);
  read(&properties->memory_clock_kilohertz, cudaDevAttrMemoryClockRate);
  read(&properties->memory_bus_bits, cudaDevAttrGlobalMemoryBusWidth);
  read(&cacheBytes, cudaDevAttrL2CacheSize);
  std::snprintf(properties->name, sizeof properties->name, "%s", of.name);
  properties->memory_bytes = static_cast<int64_t>(of.totalGlobalMem);
  properties->cache_bytes = cacheBytes;
  return error;
}

cudaError_t fovea_set_device(int device) { return cudaSetDevice(device); }

cudaError_t fovea_last_error() { return cudaGetLastError(); }

const char* fovea_error_name(cudaError_t error) { return cudaGetErrorName(error); }

const char* fovea_error_text(cudaError_t error) { return cudaGetErrorString(error); }

cudaError_t fovea_allocate(void** memory, size_t bytes) { return cudaMalloc(memory, bytes); }

cudaError_t fovea_free(void* memory) { return cudaFree(memory); }

cudaError_t fovea_memory_info(size_t* free_bytes, size_t* total_bytes) { return cudaMemGetInfo(free_bytes, total_bytes); }

cudaError_t fovea_allocate_pinned(void** memory, size_t bytes) { return cudaMallocHost(memory, bytes); }

cudaError_t fovea_free_pinned(void* memory) { return cudaFreeHost(memory); }

cudaError_t fovea_copy_to_device(void* to, const void* from, size_t bytes, cudaStream_t stream) {
  return cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, stream);
}

cudaError_t fovea_copy_to_host(void* to, const void* from, size_t bytes, cudaStream_t stream) {
  return cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, stream);
}

cudaError_t fovea_copy_on_device(void* to, const void* from, size_t bytes, cudaStream_t stream) {
  return cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, stream);
}

cudaError_t fovea_set_bytes(void* memory, int value, size_t bytes, cudaStream_t stream) {
  return cudaMemsetAsync(memory, value, bytes, stream);
}

cudaError_t fovea_stream_create(cudaStream_t* stream) { return cudaStreamCreateWithFlags(stream, cudaStreamNonBlocking); }

cudaError_t fovea_stream_destroy(cudaStream_t stream) { return cudaStreamDestroy(stream); }

cudaError_t fovea_stream_synchronize(cudaStream_t stream) { return cudaStreamSynchronize(stream); }

cudaError_t fovea_stream_wait(cudaStream_t stream, cudaEvent_t event) { return cudaStreamWaitEvent(stream, event, 0); }

cudaError_t fovea_event_create(cudaEvent_t* event, int timed) {
  return cudaEventCreateWithFlags(event, timed != 0 ? cudaEventDefault : cudaEventDisableTiming);
}

cudaError_t fovea_event_destroy(cudaEvent_t event) { return cudaEventDestroy(event); }

cudaError_t fovea_event_record(cudaEvent_t event, cudaStream_t stream) { return cudaEventRecord(event, stream); }

cudaError_t fovea_event_synchronize(cudaEvent_t event) { return cudaEventSynchronize(event); }

cudaError_t fovea_event_query(cudaEvent_t event) { return cudaEventQuery(event); }

cudaError_t fovea_event_milliseconds(float* milliseconds, cudaEvent_t start, cudaEvent_t end) {
  return cudaEventElapsedTime(milliseconds, start, end);
}

cudaError_t fovea_capture_begin(cudaStream_t stream) { return cudaStreamBeginCapture(stream, cudaStreamCaptureModeRelaxed); }

cudaError_t fovea_capture_end(cudaStream_t stream, cudaGraphExec_t* graph) {
  cudaGraph_t recorded = nullptr;
  cudaError_t error = cudaStreamEndCapture(stream, &recorded);
  if (error != cudaSuccess) {
    return error;
  }
  error = cudaGraphInstantiateWithFlags(graph, recorded, 0);
  cudaError_t destroyed = cudaGraphDestroy(recorded);
  return error != cudaSuccess ? error : destroyed;
}

cudaError_t fovea_graph_launch(cudaGraphExec_t graph, cudaStream_t stream) { return cudaGraphLaunch(graph, stream); }

cudaError_t fovea_graph_destroy(cudaGraphExec_t graph) { return cudaGraphExecDestroy(graph); }
