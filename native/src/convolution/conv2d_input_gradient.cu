// Convolution, gradient to the input; with an epilogue, a transposed convolution.
//
// With a stride, an input cell meets only some of the taps: those whose distance from it is a multiple of the stride. Cells of
// the same remainders meet the same ones, and for them it is a convolution of dy with stride 1. So there is a part for each pair
// of remainders (and group): a product of patches of dy [cells, taps] and filters [taps, C], and no product with an inserted zero.

#include "convolution/conv2d.cuh"
#include "convolution/winograd.cuh"
#include "product/product.cuh"

namespace fovea {

namespace {

/** One axis of the convolution. */
struct ConvolutionAxis {
  int size;
  int outputs;
  int kernel;
  int stride;
  int before;
  int dilation;
  int period; /* taps from one that a cell meets to the next: stride / gcd(stride, dilation) */

  int mostCells() const { return ceilDiv(size, stride); }
  int mostTaps() const { return ceilDiv(kernel, period); }
};

/** The input cells remainder + i · stride. */
struct CellClass {
  WindowAxis axis; /* windows over dy, one for each of the cells */
  int firstTap;
  int firstCell;

  __device__ CellClass(const ConvolutionAxis& of, int remainder) : firstTap(0), firstCell(remainder) {
    int tap = 0;
    while (tap < of.period && (remainder + of.before - tap * of.dilation) % of.stride != 0) {
      tap++;
    }
    bool met = tap < of.period && tap < of.kernel;
    firstTap = met ? tap : 0;
    axis.size = of.outputs;
    axis.windows = remainder < of.size ? (of.size - remainder + of.stride - 1) / of.stride : 0;
    axis.taps = met ? (of.kernel - tap + of.period - 1) / of.period : 0;
    axis.first = (remainder + of.before - firstTap * of.dilation) / of.stride;
    axis.stride = 1;
    axis.step = -(of.period * of.dilation / of.stride);
  }
};

/** Filters turned around: lanes are input channels, steps are taps and filters. */
struct TurnedFilters {
  static constexpr bool alongSteps = true;
  using Lane = const float*;
  using Step = int64_t;

  const float* data; /* the first tap of the class, the first filter of the group */
  int lanes;
  int steps;
  int filters;
  Divisor groupFilters;
  Divisor tapsOfRow;
  int64_t rowDistance; /* elements between taps along the height */
  int64_t columnDistance;

  __device__ Lane lane(int channel) const { return channel < lanes ? data + static_cast<int64_t>(channel) * filters : nullptr; }

  __device__ Step step(int number) const {
    if (number >= steps) {
      return -1;
    }
    int place = groupFilters.quotient(number);
    int row = tapsOfRow.quotient(place);
    int column = tapsOfRow.remainder(place, row);
    return row * rowDistance + column * columnDistance + groupFilters.remainder(number, place);
  }

  __device__ const float* at(Lane lane, Step step) const { return lane == nullptr || step < 0 ? nullptr : lane + step; }
};

/** Where the cells of a class lie in dx. */
struct CellRows {
  Divisor cells; /* of an image */
  Divisor cellsOfRow;
  int rowStride;
  int columnStride;
  int firstRow;
  int firstColumn;
  int height;
  int width;
  int channels;

  __device__ int64_t operator()(int number) const {
    int image = cells.quotient(number);
    int cell = cells.remainder(number, image);
    int row = cellsOfRow.quotient(cell);
    int column = cellsOfRow.remainder(cell, row);
    int64_t imageRow = static_cast<int64_t>(image) * height + firstRow + row * rowStride;
    return (imageRow * width + firstColumn + column * columnStride) * channels;
  }
};

/** A part for each group and class. */
struct InputGradientProblem {
  using A = PatchesByPixel;
  using B = TurnedFilters;

  int images;
  ConvolutionAxis rows;
  ConvolutionAxis columns;
  int groups;
  int groupChannels;
  int groupFilters;
  const float* dy;
  const float* w;
  Epilogue epilogue;

  ProductSizes sizes() const {
    return {groups * rows.stride * columns.stride, images * rows.mostCells() * columns.mostCells(), groupChannels,
            rows.mostTaps() * columns.mostTaps() * groupFilters};
  }

  __device__ Part<A, B, CellRows> part(int number) const {
    int classes = rows.stride * columns.stride;
    int group = number / classes;
    CellClass row(rows, number % classes / columns.stride);
    CellClass column(columns, number % columns.stride);
    int filters = groups * groupFilters;
    int channels = groups * groupChannels;
    int firstFilter = group * groupFilters;
    int firstChannel = group * groupChannels;
    int64_t tapElements = static_cast<int64_t>(groupChannels) * filters;
    const float* firstTap = w + (row.firstTap * columns.kernel + column.firstTap) * tapElements + firstFilter;
    Patches patches(images, row.axis, column.axis, filters, groupFilters, false);
    return {patches.pixels(),
            groupChannels,
            {patches, dy + firstFilter, patches.taps()},
            {firstTap, groupChannels, patches.taps(), filters, Divisor(groupFilters), Divisor(column.axis.taps),
             rows.period * columns.kernel * tapElements, columns.period * tapElements},
            {Divisor(row.axis.windows * column.axis.windows), Divisor(column.axis.windows), rows.stride, columns.stride, row.firstCell,
             column.firstCell, rows.size, columns.size, channels},
            epilogue.at(firstChannel, firstChannel)};
  }
};

int greatestCommonDivisor(int a, int b) { return b == 0 ? a : greatestCommonDivisor(b, a % b); }

ConvolutionAxis axisOf(int size, int outputs, int kernel, int stride, int before, int dilation) {
  return {size, outputs, kernel, stride, before, dilation, stride / greatestCommonDivisor(stride, dilation)};
}

InputGradientProblem inputGradientProblem(const fovea_conv2d& op, const float* dy, const float* w, const Epilogue& epilogue) {
  return {op.n,
          axisOf(op.height, op.output_height, op.kernel_height, op.stride_height, op.top, op.dilation_height),
          axisOf(op.width, op.output_width, op.kernel_width, op.stride_width, op.left, op.dilation_width),
          op.groups,
          groupChannels(op),
          groupFilters(op),
          dy,
          w,
          epilogue};
}

fovea_gemm pointwiseInputGradient(const fovea_conv2d& op) {
  return denseGemm(outputPixels(op), op.channels, op.filters, false, true, op.precision);
}

/** Workspace of the pass where cells outside hold zero. */
size_t zeroPaddedWorkspace(const fovea_conv2d& op) {
  if (isDepthwise(op)) {
    return 0;
  }
  if (isPointwise(op)) {
    fovea_gemm gemm = pointwiseInputGradient(op);
    return fovea_gemm_workspace(&gemm);
  }
  if (inputGradientUsesWinograd(op)) {
    return winogradInputGradientWorkspace(op);
  }
  return workspaceOf(inputGradientProblem(op, nullptr, nullptr, {}).sizes());
}

cudaError_t zeroPadded(const fovea_conv2d& op, const float* dy, const float* w, const fovea_epilogue* epilogue, float* dx,
                       void* workspace, cudaStream_t stream) {
  if (isDepthwise(op)) {
    return depthwiseInputGradient(op, dy, w, epilogue, dx, stream);
  }
  if (isPointwise(op)) {
    fovea_gemm gemm = pointwiseInputGradient(op);
    return fovea_gemm_float32(&gemm, dy, w, epilogue, dx, workspace, stream);
  }
  if (inputGradientUsesWinograd(op)) {
    return winogradInputGradient(op, dy, w, epilogue, dx, workspace, stream);
  }
  Epilogue stored = makeEpilogue(epilogue, dx);
  bool operandPacks = divisibleForPacks(groupFilters(op)) && alignedForPacks(dy, w);
  bool resultPacks = divisibleForPacks(groupChannels(op)) && storesPacks(stored);
  return product(stream, inputGradientProblem(op, dy, w, stored), op.precision, operandPacks, resultPacks, workspace);
}

/** The convolution of the image with its edges repeated, without padding, as far as windows reach. */
fovea_conv2d padded(const fovea_conv2d& op) {
  fovea_conv2d result = op;
  result.height = (op.output_height - 1) * op.stride_height + (op.kernel_height - 1) * op.dilation_height + 1;
  result.width = (op.output_width - 1) * op.stride_width + (op.kernel_width - 1) * op.dilation_width + 1;
  result.top = 0;
  result.left = 0;
  result.edge_padding = 0;
  return result;
}

/** Bytes of the gradient to the padded image, a multiple of 256. */
size_t paddedBytes(const fovea_conv2d& op) {
  size_t bytes = static_cast<size_t>(op.n) * static_cast<size_t>(op.height) * static_cast<size_t>(op.width) *
                 static_cast<size_t>(op.channels) * sizeof(float);
  return (bytes + 255) / 256 * 256;
}

/** The padded cells [first, end) that repeat a cell. */
struct PaddedCells {
  int first;
  int end;

  __device__ PaddedCells(int cell, int size, int before, int paddedSize)
      : first(cell == 0 ? 0 : min(cell + before, paddedSize)), end(cell == size - 1 ? paddedSize : min(cell + before + 1, paddedSize)) {}
};

/** dx[n,h,w,c] = Σ of the gradients to the padded cells that repeat it. */
__global__ void foldEdges(const float* padded, int64_t elements, int height, int width, int channels, int top, int left,
                          int paddedHeight, int paddedWidth, Epilogue epilogue) {
  for (int64_t i = globalThread(); i < elements; i += globalThreads()) {
    int channel = static_cast<int>(i % channels);
    int64_t cell = i / channels;
    PaddedCells rows(static_cast<int>(cell / width % height), height, top, paddedHeight);
    PaddedCells columns(static_cast<int>(cell % width), width, left, paddedWidth);
    int64_t image = cell / width / height;
    float sum = 0;
    for (int row = rows.first; row < rows.end; row++) {
      for (int column = columns.first; column < columns.end; column++) {
        sum += padded[((image * paddedHeight + row) * paddedWidth + column) * channels + channel];
      }
    }
    epilogue.store(i, channel, Pack<1>{{sum}});
  }
}

}  // namespace

}  // namespace fovea

size_t fovea_conv2d_input_gradient_workspace(const fovea_conv2d* op) {
  if (op->edge_padding == 0) {
    return fovea::zeroPaddedWorkspace(*op);
  }
  fovea_conv2d padded = fovea::padded(*op);
  return fovea::paddedBytes(padded) + fovea::zeroPaddedWorkspace(padded);
}

cudaError_t fovea_conv2d_input_gradient_float32(const fovea_conv2d* op, const float* dy, const float* w,
                                                const fovea_epilogue* epilogue, float* dx, void* workspace, cudaStream_t stream) {
  if (op->edge_padding == 0) {
    return fovea::zeroPadded(*op, dy, w, epilogue, dx, workspace, stream);
  }
  fovea_conv2d padded = fovea::padded(*op);
  auto* gradient = static_cast<float*>(workspace);
  cudaError_t error =
      fovea::zeroPadded(padded, dy, w, nullptr, gradient, static_cast<char*>(workspace) + fovea::paddedBytes(padded), stream);
  if (error != cudaSuccess) {
    return error;
  }
  constexpr int threads = 256;
  int64_t elements = static_cast<int64_t>(op->n) * op->height * op->width * op->channels;
  return fovea::launch(stream, &fovea::foldEdges, fovea::gridFor(elements, threads), threads, 0, gradient, elements, op->height,
                       op->width, op->channels, op->top, op->left, padded.height, padded.width, fovea::makeEpilogue(epilogue, dx));
}
