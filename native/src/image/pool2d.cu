// Max and average pooling of [N,H,W,C], and their gradients. A thread to a pack of channels: of an output, or, for the gradient,
// of an input, which gathers from the windows that hold it.

#include "common/launch.cuh"
#include "common/pack.cuh"
#include "image/image.cuh"
#include "image/pool_axis.cuh"

namespace fovea {

namespace {

/** Positions of maxima, moved together like the packs that they belong to. */
template <int Width>
struct alignas(4 * Width) Positions {
  int32_t values[Width];
};

/** What an average of one window divides by. */
__device__ float divisorOf(const fovea_pool2d& op, int row, int column) {
  int cells = op.count_padding != 0 ? extentOf(op.rows, row) * extentOf(op.columns, column)
                                    : cellsOf(op.rows, row).size() * cellsOf(op.columns, column).size();
  return static_cast<float>(cells);
}

/** f(place) for the packs of [N,rows,columns,C]. */
template <int Width, typename Function>
__device__ void forEachPlace(const fovea_pool2d& op, int rows, int columns, const Function& f) {
  int64_t length = static_cast<int64_t>(op.n) * rows * columns * op.channels;
  for (int64_t i = globalThread() * Width; i < length; i += globalThreads() * Width) {
    f(i, placeOf(i, rows, columns, op.channels));
  }
}

/** f(position in its image, pack) for the cells of a window, in order. */
template <int Width, typename Function>
__device__ void forEachCell(const fovea_pool2d& op, const float* x, const Place& window, const Function& f) {
  Range rows = cellsOf(op.rows, window.row);
  Range columns = cellsOf(op.columns, window.column);
  for (int row = rows.begin; row < rows.end; row++) {
    for (int column = columns.begin; column < columns.end; column++) {
      Place cell{window.n, row, column, window.channel};
      f(row * op.columns.size + column, loadPack<Width>(x + elementAt(cell, op.rows.size, op.columns.size, op.channels)));
    }
  }
}

/** f(element of the window's result, window) for the windows that hold a cell, in order. */
template <typename Function>
__device__ void forEachWindow(const fovea_pool2d& op, const Place& cell, const Function& f) {
  Range rows = windowsOf(op.rows, cell.row);
  Range columns = windowsOf(op.columns, cell.column);
  for (int row = rows.begin; row < rows.end; row++) {
    for (int column = columns.begin; column < columns.end; column++) {
      Place window{cell.n, row, column, cell.channel};
      f(elementAt(window, op.rows.output, op.columns.output, op.channels), window);
    }
  }
}

/** The first NaN, else the first of the largest; with its position, if indices is not null. */
template <int Width>
__global__ void maximumKernel(fovea_pool2d op, const float* x, float* y, int32_t* indices) {
  forEachPlace<Width>(op, op.rows.output, op.columns.output, [&](int64_t at, const Place& window) {
    int firstCell = cellsOf(op.rows, window.row).begin * op.columns.size + cellsOf(op.columns, window.column).begin;
    Pack<Width> best;
    Positions<Width> positions;
#pragma unroll
    for (int j = 0; j < Width; j++) {
      best[j] = -INFINITY;
      positions.values[j] = firstCell;
    }
    forEachCell<Width>(op, x, window, [&](int position, const Pack<Width>& values) {
#pragma unroll
      for (int j = 0; j < Width; j++) {
        bool isNan = values[j] != values[j];
        if (values[j] > best[j] || (isNan && best[j] == best[j])) {
          best[j] = values[j];
          positions.values[j] = position;
        }
      }
    });
    storePack(y + at, best);
    if (indices != nullptr) {
      *reinterpret_cast<Positions<Width>*>(indices + at) = positions;
    }
  });
}

template <int Width>
__global__ void averageKernel(fovea_pool2d op, const float* x, float* y) {
  forEachPlace<Width>(op, op.rows.output, op.columns.output, [&](int64_t at, const Place& window) {
    Pack<Width> sum = {};
    forEachCell<Width>(op, x, window, [&](int, const Pack<Width>& values) {
#pragma unroll
      for (int j = 0; j < Width; j++) {
        sum[j] += values[j];
      }
    });
    float share = 1 / divisorOf(op, window.row, window.column);
#pragma unroll
    for (int j = 0; j < Width; j++) {
      sum[j] *= share;
    }
    storePack(y + at, sum);
  });
}

template <int Width>
__global__ void maximumGradientKernel(fovea_pool2d op, const float* dy, const int32_t* indices, float* dx) {
  forEachPlace<Width>(op, op.rows.size, op.columns.size, [&](int64_t at, const Place& cell) {
    int position = cell.row * op.columns.size + cell.column;
    Pack<Width> sum = {};
    forEachWindow(op, cell, [&](int64_t element, const Place&) {
      Pack<Width> gradient = loadPack<Width>(dy + element);
      auto winners = *reinterpret_cast<const Positions<Width>*>(indices + element);
#pragma unroll
      for (int j = 0; j < Width; j++) {
        sum[j] += winners.values[j] == position ? gradient[j] : 0;
      }
    });
    storePack(dx + at, sum);
  });
}

template <int Width>
__global__ void averageGradientKernel(fovea_pool2d op, const float* dy, float* dx) {
  forEachPlace<Width>(op, op.rows.size, op.columns.size, [&](int64_t at, const Place& cell) {
    Pack<Width> sum = {};
    forEachWindow(op, cell, [&](int64_t element, const Place& window) {
      Pack<Width> gradient = loadPack<Width>(dy + element);
      float share = 1 / divisorOf(op, window.row, window.column);
#pragma unroll
      for (int j = 0; j < Width; j++) {
        sum[j] += gradient[j] * share;
      }
    });
    storePack(dx + at, sum);
  });
}

/** Starts a kernel with a thread to each pack, or to each element, of [N,rows,columns,C]. */
template <typename Kernel, typename... Arguments>
cudaError_t launchPlaces(cudaStream_t stream, Kernel packs, Kernel scalar, const fovea_pool2d& op, int rows, int columns,
                         const Arguments&... arguments) {
  constexpr int threads = 256;
  bool wide = divisibleForPacks(op.channels);
  int64_t places = static_cast<int64_t>(op.n) * rows * columns * op.channels / (wide ? 4 : 1);
  return launch(stream, wide ? packs : scalar, gridFor(places, threads), threads, 0, op, arguments...);
}

}  // namespace

}  // namespace fovea

cudaError_t fovea_max_pool2d_float32(const fovea_pool2d* op, const float* x, float* y, int32_t* indices, cudaStream_t stream) {
  return fovea::launchPlaces(stream, &fovea::maximumKernel<4>, &fovea::maximumKernel<1>, *op, op->rows.output, op->columns.output,
                             x, y, indices);
}

cudaError_t fovea_average_pool2d_float32(const fovea_pool2d* op, const float* x, float* y, cudaStream_t stream) {
  return fovea::launchPlaces(stream, &fovea::averageKernel<4>, &fovea::averageKernel<1>, *op, op->rows.output, op->columns.output,
                             x, y);
}

cudaError_t fovea_max_pool2d_gradient_float32(const fovea_pool2d* op, const float* dy, const int32_t* indices, float* dx,
                                              cudaStream_t stream) {
  return fovea::launchPlaces(stream, &fovea::maximumGradientKernel<4>, &fovea::maximumGradientKernel<1>, *op, op->rows.size,
                             op->columns.size, dy, indices, dx);
}

cudaError_t fovea_average_pool2d_gradient_float32(const fovea_pool2d* op, const float* dy, float* dx, cudaStream_t stream) {
  return fovea::launchPlaces(stream, &fovea::averageGradientKernel<4>, &fovea::averageGradientKernel<1>, *op, op->rows.size,
                             op->columns.size, dy, dx);
}
