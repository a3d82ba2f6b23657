// Element-wise arithmetic of two tensors with broadcasting.

#include "common/merge.cuh"
#include "common/strided.cuh"
#include "elementwise/map.cuh"

namespace fovea {

namespace {

struct Subtract {
  __device__ float operator()(float a, float b) const { return a - b; }
};

struct Multiply {
  __device__ float operator()(float a, float b) const { return a * b; }
};

struct Divide {
  __device__ float operator()(float a, float b) const { return a / b; }
};

/** Consecutive elements, or one element several times. */
template <int Width>
__device__ Pack<Width> loadBroadcast(const float* address, int64_t stride) {
  if (stride != 0) {
    return loadPack<Width>(address);
  }
  Pack<Width> pack;
  float value = *address;
#pragma unroll
  for (int j = 0; j < Width; j++) {
    pack[j] = value;
  }
  return pack;
}

template <int Width, typename Function>
__global__ void broadcastKernel(Function f, Strided<2> box, int64_t length, const float* a, const float* b, float* y) {
  int last = box.rank - 1;
  for (int64_t i = globalThread() * Width; i < length; i += globalThreads() * Width) {
    int64_t offsets[2];
    box.locate(i, offsets);
    Pack<Width> left = loadBroadcast<Width>(a + offsets[0], box.strides[0][last]);
    Pack<Width> right = loadBroadcast<Width>(b + offsets[1], box.strides[1][last]);
    Pack<Width> result;
#pragma unroll
    for (int j = 0; j < Width; j++) {
      result[j] = f(left[j], right[j]);
    }
    storePack(y + i, result);
  }
}

/** The box of y, as it lies in a and b. The last stride of dense operands is 1, or 0 where they are broadcast. */
Strided<2> boxOf(const fovea_binary& op) {
  Strided<2> box;
  for (int axis = 0; axis < op.rank; axis++) {
    box.append(op.sizes[axis], op.a_strides[axis], op.b_strides[axis]);
  }
  return box;
}

template <typename Function>
cudaError_t broadcast(cudaStream_t stream, const fovea_binary& op, const Function& f, const float* a, const float* b, float* y) {
  constexpr int threads = 256;
  Strided<2> box = boxOf(op);
  int64_t length = box.elements();
  bool sameShape = box.rank == 0 || (box.rank == 1 && box.strides[0][0] == 1 && box.strides[1][0] == 1);
  if (sameShape) {
    return map(stream, length, f, y, a, b);
  }
  if (box.allowsPacks(4) && alignedForPacks(a, b, y)) {
    return launch(stream, &broadcastKernel<4, Function>, gridFor(length / 4, threads), threads, 0, f, box, length, a, b, y);
  }
  return launch(stream, &broadcastKernel<1, Function>, gridFor(length, threads), threads, 0, f, box, length, a, b, y);
}

}  // namespace

}  // namespace fovea

cudaError_t fovea_binary_float32(const fovea_binary* op, const float* a, const float* b, float* y, cudaStream_t stream) {
  switch (op->kind) {
    case FOVEA_BINARY_ADD:
      return fovea::broadcast(stream, *op, fovea::Sum{}, a, b, y);
    case FOVEA_BINARY_SUBTRACT:
      return fovea::broadcast(stream, *op, fovea::Subtract{}, a, b, y);
    case FOVEA_BINARY_MULTIPLY:
      return fovea::broadcast(stream, *op, fovea::Multiply{}, a, b, y);
    case FOVEA_BINARY_DIVIDE:
      return fovea::broadcast(stream, *op, fovea::Divide{}, a, b, y);
    case FOVEA_BINARY_MAXIMUM:
      return fovea::broadcast(stream, *op, fovea::Larger{}, a, b, y);
    case FOVEA_BINARY_MINIMUM:
      return fovea::broadcast(stream, *op, fovea::Smaller{}, a, b, y);
  }
  return cudaErrorInvalidValue;
}
