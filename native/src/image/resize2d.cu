// Nearest and bilinear resizing of [N,H,W,C], and the gradient. A thread to a pack of channels: of an output, or, for the
// gradient, of an input, which gathers from the outputs that it reaches.

#include "common/launch.cuh"
#include "common/pack.cuh"
#include "image/image.cuh"

namespace fovea {

namespace {

/** value = (1 - weight) · x[low] + weight · x[high] */
struct Tap {
  int low;
  int high;
  float weight;

  __device__ bool reads(int cell) const { return cell == low || cell == high; }
};

/** add(weight, row, column) of each cell that an output is made of, be the weight zero: a NaN comes through it. */
template <typename Function>
__device__ void forEachTerm(const fovea_resize2d& op, const Tap& row, const Tap& column, const Function& add) {
  add((1 - row.weight) * (1 - column.weight), row.low, column.low);
  if (op.bilinear != 0) {
    add((1 - row.weight) * column.weight, row.low, column.high);
    add(row.weight * (1 - column.weight), row.high, column.low);
    add(row.weight * column.weight, row.high, column.high);
  }
}

/** The cells of the input along one axis, and of the output. */
struct Axis {
  int size;
  int output;
};

__device__ Tap tapOf(const fovea_resize2d& op, const Axis& axis, int o) {
  bool corners = op.align_corners != 0;
  if (op.bilinear == 0) {
    int64_t cell = static_cast<int64_t>(o) * axis.size / axis.output;
    if (corners) {
      int64_t last = axis.output - 1;
      cell = last == 0 ? 0 : (2 * static_cast<int64_t>(o) * (axis.size - 1) + last) / (2 * last);
    }
    return {static_cast<int>(cell), static_cast<int>(cell), 0};
  }
  double at = (o + 0.5) * axis.size / axis.output - 0.5;
  if (corners) {
    at = axis.output == 1 ? 0 : static_cast<double>(o) * (axis.size - 1) / (axis.output - 1);
  }
  double clamped = min(max(at, 0.0), static_cast<double>(axis.size - 1));
  int low = static_cast<int>(clamped);
  return {low, min(low + 1, axis.size - 1), static_cast<float>(clamped - low)};
}

/** Outputs [begin, end), among them all that read a cell: those within one cell of it, and one more at each end for rounding. */
struct Reach {
  int begin;
  int end;
};

__device__ Reach reachOf(const fovea_resize2d& op, const Axis& axis, int cell) {
  bool corners = op.align_corners != 0;
  if (corners && (axis.size == 1 || axis.output == 1)) {
    return {0, axis.output};
  }
  double scale = corners ? (axis.output - 1.0) / (axis.size - 1.0) : static_cast<double>(axis.output) / axis.size;
  double offset = corners ? 0 : 0.5;
  double first = (cell - 1 + offset) * scale - offset;
  double last = (cell + 1 + offset) * scale - offset;
  int begin = cell <= 1 ? 0 : static_cast<int>(first) - 1;  // what lies before the image reads cell 1 with a weight of zero
  return {max(begin, 0), min(static_cast<int>(last) + 3, axis.output)};
}

__device__ Axis rowsOf(const fovea_resize2d& op) { return {op.height, op.output_height}; }
__device__ Axis columnsOf(const fovea_resize2d& op) { return {op.width, op.output_width}; }

/** sum += weight · the pack of a cell */
template <int Width>
__device__ void addCell(Pack<Width>& sum, float weight, const float* x, const Place& place, int height, int width, int channels) {
  Pack<Width> values = loadPack<Width>(x + elementAt(place, height, width, channels));
#pragma unroll
  for (int j = 0; j < Width; j++) {
    sum[j] += weight * values[j];
  }
}

template <int Width>
__global__ void resizeKernel(fovea_resize2d op, int64_t length, const float* x, float* y) {
  for (int64_t i = globalThread() * Width; i < length; i += globalThreads() * Width) {
    Place to = placeOf(i, op.output_height, op.output_width, op.channels);
    Tap row = tapOf(op, rowsOf(op), to.row);
    Tap column = tapOf(op, columnsOf(op), to.column);
    Pack<Width> sum = {};
    forEachTerm(op, row, column, [&](float weight, int atRow, int atColumn) {
      addCell<Width>(sum, weight, x, Place{to.n, atRow, atColumn, to.channel}, op.height, op.width, op.channels);
    });
    storePack(y + i, sum);
  }
}

template <int Width>
__global__ void resizeGradientKernel(fovea_resize2d op, int64_t length, const float* dy, float* dx) {
  for (int64_t i = globalThread() * Width; i < length; i += globalThreads() * Width) {
    Place cell = placeOf(i, op.height, op.width, op.channels);
    Reach rows = reachOf(op, rowsOf(op), cell.row);
    Reach columns = reachOf(op, columnsOf(op), cell.column);
    Pack<Width> sum = {};
    for (int row = rows.begin; row < rows.end; row++) {
      Tap down = tapOf(op, rowsOf(op), row);
      for (int column = columns.begin; down.reads(cell.row) && column < columns.end; column++) {
        Tap across = tapOf(op, columnsOf(op), column);
        Place from{cell.n, row, column, cell.channel};
        forEachTerm(op, down, across, [&](float weight, int atRow, int atColumn) {
          if (atRow == cell.row && atColumn == cell.column) {
            addCell<Width>(sum, weight, dy, from, op.output_height, op.output_width, op.channels);
          }
        });
      }
    }
    storePack(dx + i, sum);
  }
}

template <typename Kernel>
cudaError_t launchPacks(cudaStream_t stream, Kernel packs, Kernel scalar, const fovea_resize2d& op, int height, int width,
                        const float* from, float* to) {
  constexpr int threads = 256;
  bool wide = divisibleForPacks(op.channels);
  int64_t length = static_cast<int64_t>(op.n) * height * width * op.channels;
  return launch(stream, wide ? packs : scalar, gridFor(wide ? length / 4 : length, threads), threads, 0, op, length, from, to);
}

}  // namespace

}  // namespace fovea

cudaError_t fovea_resize2d_float32(const fovea_resize2d* op, const float* x, float* y, cudaStream_t stream) {
  return fovea::launchPacks(stream, &fovea::resizeKernel<4>, &fovea::resizeKernel<1>, *op, op->output_height, op->output_width, x,
                            y);
}

cudaError_t fovea_resize2d_gradient_float32(const fovea_resize2d* op, const float* dy, float* dx, cudaStream_t stream) {
  return fovea::launchPacks(stream, &fovea::resizeGradientKernel<4>, &fovea::resizeGradientKernel<1>, *op, op->height, op->width,
                            dy, dx);
}
