#include <cstring>

#include "check.h"

TEST(runtime_names_its_device) {
  int count = 0;
  CHECK(fovea_device_count(&count) == cudaSuccess);
  CHECK(count >= 1);
  fovea_device device;
  CHECK(fovea_device_properties(0, &device) == cudaSuccess);
  CHECK(device.major >= 8);
  CHECK(device.memory_bytes > 0);
  CHECK(fovea_set_device(count) != cudaSuccess);
  CHECK(fovea_last_error() != cudaSuccess);
  CHECK(fovea_last_error() == cudaSuccess);
  CHECK(std::strcmp(fovea_error_name(cudaErrorMemoryAllocation), "cudaErrorMemoryAllocation") == 0);
  CHECK(fovea_library_version() == FOVEA_KERNELS_VERSION);
}

TEST(runtime_out_of_memory_leaves_free_bytes) {
  size_t before = 0;
  size_t after = 0;
  size_t total = 0;
  void* memory = nullptr;
  CHECK(fovea_memory_info(&before, &total) == cudaSuccess);
  CHECK(fovea_allocate(&memory, total + 1) == cudaErrorMemoryAllocation);
  CHECK(fovea_allocate(&memory, 1 << 20) == cudaSuccess);
  CHECK(fovea_free(memory) == cudaSuccess);
  CHECK(fovea_memory_info(&after, &total) == cudaSuccess);
  CHECK(before == after);
  CHECK(fovea_last_error() == cudaErrorMemoryAllocation);
}

TEST(runtime_replays_a_captured_graph) {
  constexpr size_t length = 10;
  cudaStream_t stream = nullptr;
  cudaGraphExec_t graph = nullptr;
  test::DeviceArray x(std::vector<float>(length, 3.F));
  CHECK(fovea_stream_create(&stream) == cudaSuccess);
  CHECK(fovea_capture_begin(stream) == cudaSuccess);
  CHECK(fovea_unary_float32(FOVEA_UNARY_AFFINE, x.data(), x.data(), length, 2, 1, stream) == cudaSuccess);
  CHECK(fovea_capture_end(stream, &graph) == cudaSuccess);
  CHECK(x.values() == std::vector<float>(length, 3.F));
  for (int i = 0; i < 2; i++) {
    CHECK(fovea_graph_launch(graph, stream) == cudaSuccess);
  }
  CHECK(fovea_stream_synchronize(stream) == cudaSuccess);
  CHECK(x.values() == std::vector<float>(length, 15.F));
  CHECK(fovea_graph_destroy(graph) == cudaSuccess);
  CHECK(fovea_stream_destroy(stream) == cudaSuccess);
}
