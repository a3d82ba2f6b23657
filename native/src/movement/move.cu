// Moving a box of elements from one tensor to another: slices, insertions, permutations.

#include "common/launch.cuh"
#include "common/pack.cuh"
#include "common/strided.cuh"

namespace fovea {

namespace {

constexpr int tile = 32;
constexpr int tileRows = 8;
constexpr int tilePitch = tile + 1; /* columns of a tile lie in different banks */

template <int Width>
__global__ void moveKernel(Strided<2> box, int64_t length, const float* from, float* to) {
  for (int64_t i = globalThread() * Width; i < length; i += globalThreads() * Width) {
    int64_t offsets[2];
    box.locate(i, offsets);
    storePack(to + offsets[1], loadPack<Width>(from + offsets[0]));
  }
}

/** A box with two axes apart: one along which it is dense in `from`, one along which it is dense in `to`. */
struct Planes {
  int fromSize;
  int toSize;
  int64_t fromStep; /* in `from`, along the axis that is dense in `to` */
  int64_t toStep;
  Strided<2> others;
};

/** One tile through shared memory: whole lines are read, and whole lines are written. */
__global__ void transposeKernel(Planes planes, const float* from, float* to) {
  float* values = sharedMemory<float>();
  int tilesAcross = ceilDiv(planes.fromSize, tile);
  int tilesDown = ceilDiv(planes.toSize, tile);
  int64_t block = blockIdx.x;
  int64_t plane = quotient(block, static_cast<int64_t>(tilesAcross) * tilesDown);
  int number = static_cast<int>(block - plane * tilesAcross * tilesDown);
  int across = number % tilesAcross * tile;
  int down = number / tilesAcross * tile;
  int64_t offsets[2];
  planes.others.locate(plane, offsets);
  int x = static_cast<int>(threadIdx.x);
  int y = static_cast<int>(threadIdx.y);
#pragma unroll
  for (int row = y; row < tile; row += tileRows) {
    if (across + x < planes.fromSize && down + row < planes.toSize) {
      values[row * tilePitch + x] = from[offsets[0] + (down + row) * planes.fromStep + across + x];
    }
  }
  __syncthreads();
#pragma unroll
  for (int row = y; row < tile; row += tileRows) {
    if (across + row < planes.fromSize && down + x < planes.toSize) {
      to[offsets[1] + (across + row) * planes.toStep + down + x] = values[x * tilePitch + row];
    }
  }
}

/** The axis along which the box is dense in a tensor and that is long enough to fill lines; or -1. */
int longDenseAxis(const Strided<2>& box, int tensor) {
  constexpr int shortest = 8;
  for (int axis = 0; axis < box.rank; axis++) {
    if (box.strides[tensor][axis] == 1 && box.sizes[axis] >= shortest && box.sizes[axis] <= INT32_MAX) {
      return axis;
    }
  }
  return -1;
}

cudaError_t transpose(cudaStream_t stream, const Strided<2>& box, int fromAxis, int toAxis, const float* from, float* to) {
  Planes planes{static_cast<int>(box.sizes[fromAxis]), static_cast<int>(box.sizes[toAxis]), box.strides[0][toAxis],
                box.strides[1][fromAxis], {}};
  for (int axis = 0; axis < box.rank; axis++) {
    if (axis != fromAxis && axis != toAxis) {
      planes.others.append(box.sizes[axis], box.strides[0][axis], box.strides[1][axis]);
    }
  }
  int64_t blocks = planes.others.elements() * ceilDiv(planes.fromSize, tile) * ceilDiv(planes.toSize, tile);
  size_t sharedBytes = tile * tilePitch * sizeof(float);
  return launch(stream, &transposeKernel, static_cast<unsigned>(blocks), dim3(tile, tileRows), sharedBytes, planes, from, to);
}

}  // namespace

}  // namespace fovea

cudaError_t fovea_move_float32(const fovea_move* op, const float* from, float* to, cudaStream_t stream) {
  constexpr int threads = 256;
  fovea::Strided<2> box;
  for (int axis = 0; axis < op->rank; axis++) {
    box.append(op->sizes[axis], op->from_strides[axis], op->to_strides[axis]);
  }
  const float* source = from + op->from_offset;
  float* target = to + op->to_offset;
  int64_t length = box.elements();
  int last = box.rank - 1;
  if (box.rank == 0 || (box.rank == 1 && box.strides[0][0] == 1 && box.strides[1][0] == 1)) {
    return cudaMemcpyAsync(target, source, static_cast<size_t>(length) * sizeof(float), cudaMemcpyDeviceToDevice, stream);
  }
  if (box.strides[0][last] == 1 && box.strides[1][last] == 1) {
    bool packs = box.allowsPacks(4) && fovea::alignedForPacks(source, target);
    auto kernel = packs ? &fovea::moveKernel<4> : &fovea::moveKernel<1>;
    unsigned grid = fovea::gridFor(packs ? length / 4 : length, threads);
    return fovea::launch(stream, kernel, grid, threads, 0, box, length, source, target);
  }
  int fromAxis = fovea::longDenseAxis(box, 0);
  int toAxis = fovea::longDenseAxis(box, 1);
  if (fromAxis >= 0 && toAxis >= 0 && fromAxis != toAxis) {
    return fovea::transpose(stream, box, fromAxis, toAxis, source, target);
  }
  return fovea::launch(stream, &fovea::moveKernel<1>, fovea::gridFor(length, threads), threads, 0, box, length, source, target);
}
