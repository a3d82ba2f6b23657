// Convolutions with one input channel a group: F / C filters for each channel. There is nothing to share between filters, so
// they read and write at the speed of memory, a thread for each pack of results.

#include <algorithm>

#include "convolution/conv2d.cuh"
#include "product/epilogue.cuh"

namespace fovea {

namespace {

constexpr int threads = 256;

__device__ int clampCell(int cell, int size) { return max(0, min(cell, size - 1)); }

/** The cell that a tap of a window reads; -1: it holds zero. */
__device__ int cellOf(int window, int tap, int stride, int before, int dilation, int size, bool edge) {
  int cell = window * stride - before + tap * dilation;
  return edge ? clampCell(cell, size) : cell >= 0 && cell < size ? cell : -1;
}

/** The window whose tap reads a cell; -1: there is none. */
__device__ int windowOf(int cell, int tap, int stride, int before, int dilation, int windows) {
  int distance = cell + before - tap * dilation;
  return distance >= 0 && distance % stride == 0 && distance / stride < windows ? distance / stride : -1;
}

template <int Width>
__device__ void addProducts(Pack<Width>& sums, const Pack<Width>& a, const Pack<Width>& b) {
#pragma unroll
  for (int i = 0; i < Width; i++) {
    sums[i] += a[i] * b[i];
  }
}

/** The channel of each of Width filters: the same ones if there is one filter a channel. */
template <int Width>
__device__ Pack<Width> loadChannels(const float* cell, int filter, int filtersOfChannel) {
  return loadPack<Width>(cell + filter / filtersOfChannel);
}

/** y[n,oh,ow,f] = Σ x[n,h,w,f/(F/C)] · w[kh,kw,f]. */
template <int Width>
__global__ void depthwiseForward(const fovea_conv2d op, const float* x, const float* w, Epilogue epilogue) {
  int packs = op.filters / Width;
  int64_t total = static_cast<int64_t>(op.n) * op.output_height * op.output_width * packs;
  int filtersOfChannel = op.filters / op.channels;
  for (int64_t i = globalThread(); i < total; i += globalThreads()) {
    int filter = static_cast<int>(i % packs) * Width;
    int64_t pixel = i / packs;
    int ow = static_cast<int>(pixel % op.output_width);
    int oh = static_cast<int>(pixel / op.output_width % op.output_height);
    int64_t image = pixel / op.output_width / op.output_height;
    Pack<Width> sums{};
    for (int kh = 0; kh < op.kernel_height; kh++) {
      int row = cellOf(oh, kh, op.stride_height, op.top, op.dilation_height, op.height, op.edge_padding != 0);
      for (int kw = 0; kw < op.kernel_width; kw++) {
        int column = cellOf(ow, kw, op.stride_width, op.left, op.dilation_width, op.width, op.edge_padding != 0);
        if (row >= 0 && column >= 0) {
          const float* cell = x + ((image * op.height + row) * op.width + column) * op.channels;
          const float* weights = w + static_cast<int64_t>(kh * op.kernel_width + kw) * op.filters + filter;
          addProducts(sums, loadChannels<Width>(cell, filter, filtersOfChannel), loadPack<Width>(weights));
        }
      }
    }
    epilogue.store(pixel * op.filters + filter, filter, sums);
  }
}

/** dx[n,h,w,c] = Σ dy[n,oh,ow,f] · w[kh,kw,f] over the taps that read the cell and the channel's filters. */
template <int Width>
__global__ void depthwiseInputGradientKernel(const fovea_conv2d op, const float* dy, const float* w, Epilogue epilogue) {
  int packs = op.channels / Width;
  int64_t total = static_cast<int64_t>(op.n) * op.height * op.width * packs;
  int filtersOfChannel = op.filters / op.channels;
  for (int64_t i = globalThread(); i < total; i += globalThreads()) {
    int channel = static_cast<int>(i % packs) * Width;
    int64_t cell = i / packs;
    int column = static_cast<int>(cell % op.width);
    int row = static_cast<int>(cell / op.width % op.height);
    int64_t image = cell / op.width / op.height;
    Pack<Width> sums{};
    for (int kh = 0; kh < op.kernel_height; kh++) {
      int oh = windowOf(row, kh, op.stride_height, op.top, op.dilation_height, op.output_height);
      for (int kw = 0; kw < op.kernel_width; kw++) {
        int ow = windowOf(column, kw, op.stride_width, op.left, op.dilation_width, op.output_width);
        if (oh >= 0 && ow >= 0) {
          const float* gradients = dy + ((image * op.output_height + oh) * op.output_width + ow) * op.filters;
          const float* weights = w + static_cast<int64_t>(kh * op.kernel_width + kw) * op.filters;
          for (int j = 0; j < filtersOfChannel; j++) {
            int filter = channel * filtersOfChannel + j;
            addProducts(sums, loadPack<Width>(gradients + filter), loadPack<Width>(weights + filter));
          }
        }
      }
    }
    epilogue.store(cell * op.channels + channel, channel, sums);
  }
}

// The gradient to the filters: a block sums over a run of pixels for 32 filters and one tap, eight pixels at a time; then the
// eight are added in order, and so are the blocks by a second kernel.
constexpr int filtersOfBlock = 32;
constexpr int pixelsAtATime = 8;
constexpr int fewestPixels = 256; /* of a block */
constexpr int mostSplits = 256;

struct PixelSplits {
  int count;
  int pixels; /* of each */
};

PixelSplits pixelSplits(const fovea_conv2d& op) {
  int pixels = outputPixels(op);
  int count = std::max(1, std::min(mostSplits, pixels / fewestPixels));
  return {count, ceilDiv(pixels, count)};
}

/** partials[split, kh, kw, f] = Σ x[n,h,w,f/(F/C)] · dy[n,oh,ow,f] over the split's pixels. */
__global__ void depthwiseWeightGradientKernel(const fovea_conv2d op, const float* x, const float* dy, float* partials,
                                              int pixelsOfSplit) {
  auto* sums = sharedMemory<float>();
  int filter = static_cast<int>(blockIdx.x * filtersOfBlock + threadIdx.x);
  int tap = static_cast<int>(blockIdx.y);
  int kh = tap / op.kernel_width;
  int kw = tap % op.kernel_width;
  int channel = filter / (op.filters / op.channels);
  int64_t first = static_cast<int64_t>(blockIdx.z) * pixelsOfSplit;
  int64_t pixels = static_cast<int64_t>(op.n) * op.output_height * op.output_width;
  int64_t end = min(pixels, first + pixelsOfSplit);
  float sum = 0;
  for (int64_t pixel = first + threadIdx.y; pixel < end && filter < op.filters; pixel += pixelsAtATime) {
    int ow = static_cast<int>(pixel % op.output_width);
    int oh = static_cast<int>(pixel / op.output_width % op.output_height);
    int64_t image = pixel / op.output_width / op.output_height;
    int row = cellOf(oh, kh, op.stride_height, op.top, op.dilation_height, op.height, op.edge_padding != 0);
    int column = cellOf(ow, kw, op.stride_width, op.left, op.dilation_width, op.width, op.edge_padding != 0);
    if (row >= 0 && column >= 0) {
      sum += x[((image * op.height + row) * op.width + column) * op.channels + channel] * dy[pixel * op.filters + filter];
    }
  }
  sums[threadIdx.y * filtersOfBlock + threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y == 0 && filter < op.filters) {
    sum = 0;
    for (int i = 0; i < pixelsAtATime; i++) {
      sum += sums[i * filtersOfBlock + threadIdx.x];
    }
    int64_t taps = static_cast<int64_t>(op.kernel_height) * op.kernel_width;
    partials[(blockIdx.z * taps + tap) * op.filters + filter] = sum;
  }
}

/** dw[i] = Σ partials[split, i], first to last. */
__global__ void addPartials(const float* partials, int splits, int elements, float* dw) {
  for (int64_t i = globalThread(); i < elements; i += globalThreads()) {
    float sum = 0;
    for (int split = 0; split < splits; split++) {
      sum += partials[static_cast<int64_t>(split) * elements + i];
    }
    dw[i] = sum;
  }
}

/** Packs need neighbouring filters to see neighbouring channels. */
bool packsOfDepthwise(const fovea_conv2d& op) { return op.filters == op.channels && divisibleForPacks(op.channels); }

}  // namespace

cudaError_t depthwise(const fovea_conv2d& op, const float* x, const float* w, const fovea_epilogue* epilogue, float* y,
                      cudaStream_t stream) {
  Epilogue stored = makeEpilogue(epilogue, y);
  int64_t results = static_cast<int64_t>(outputPixels(op)) * op.filters;
  if (packsOfDepthwise(op) && alignedForPacks(x, w) && storesPacks(stored)) {
    return launch(stream, &depthwiseForward<4>, gridFor(results / 4, threads), threads, 0, op, x, w, stored);
  }
  return launch(stream, &depthwiseForward<1>, gridFor(results, threads), threads, 0, op, x, w, stored);
}

cudaError_t depthwiseInputGradient(const fovea_conv2d& op, const float* dy, const float* w, const fovea_epilogue* epilogue, float* dx,
                                   cudaStream_t stream) {
  Epilogue stored = makeEpilogue(epilogue, dx);
  int64_t results = static_cast<int64_t>(op.n) * op.height * op.width * op.channels;
  if (packsOfDepthwise(op) && alignedForPacks(dy, w) && storesPacks(stored)) {
    return launch(stream, &depthwiseInputGradientKernel<4>, gridFor(results / 4, threads), threads, 0, op, dy, w, stored);
  }
  return launch(stream, &depthwiseInputGradientKernel<1>, gridFor(results, threads), threads, 0, op, dy, w, stored);
}

size_t depthwiseWeightGradientWorkspace(const fovea_conv2d& op) {
  auto elements = static_cast<size_t>(kernelCells(op)) * static_cast<size_t>(op.filters);
  return static_cast<size_t>(pixelSplits(op).count) * elements * sizeof(float);
}

cudaError_t depthwiseWeightGradient(const fovea_conv2d& op, const float* x, const float* dy, float* dw, void* workspace,
                                    cudaStream_t stream) {
  PixelSplits splits = pixelSplits(op);
  auto* partials = static_cast<float*>(workspace);
  dim3 grid(static_cast<unsigned>(ceilDiv(op.filters, filtersOfBlock)), static_cast<unsigned>(kernelCells(op)),
            static_cast<unsigned>(splits.count));
  dim3 block(filtersOfBlock, pixelsAtATime);
  cudaError_t error = launch(stream, &depthwiseWeightGradientKernel, grid, block, filtersOfBlock * pixelsAtATime * sizeof(float), op, x,
                             dy, partials, splits.pixels);
  if (error != cudaSuccess) {
    return error;
  }
  int elements = kernelCells(op) * op.filters;
  return launch(stream, &addPartials, gridFor(elements, threads), threads, 0, partials, splits.count, elements, dw);
}

}  // namespace fovea
