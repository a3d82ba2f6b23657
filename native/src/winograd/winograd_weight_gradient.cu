// The gradient of Winograd's algorithm to the filters: with the tile y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A of winograd_tiles.cuh,
// dg = Gᵀ [Σ (Bᵀ d B) ⊙ (A dy Aᵀ)] G  over all tiles, so that each of the 36 points is a matrix product [C, tiles] · [tiles, F].

#include <algorithm>

#include "convolution/winograd.cuh"
#include "winograd/winograd_tiles.cuh"

namespace fovea {

namespace {

using namespace winograd3x3;

/** A y */
__device__ void transformGradients(const float (&y)[outputSize], float (&v)[pointSize]) {
  float even = y[0] + y[2];
  float odd = y[1] + y[3];
  float evenOfTwos = y[0] + 4 * y[2];
  float oddOfTwos = 2 * y[1] + 8 * y[3];
  v[0] = y[0];
  v[1] = even + odd;
  v[2] = even - odd;
  v[3] = evenOfTwos + oddOfTwos;
  v[4] = evenOfTwos - oddOfTwos;
  v[5] = y[3];
}

/** Gᵀ m */
__device__ void transformPoints(const float (&m)[pointSize], float (&g)[kernelSize]) {
  float sum = (m[1] + m[2]) * (-1.0F / 6);
  float difference = (m[2] - m[1]) * (1.0F / 6);
  float sumOfTwos = m[3] + m[4];
  float differenceOfTwos = (m[3] - m[4]) * (1.0F / 12);
  g[0] = m[0] * 0.25F + sum + sumOfTwos * (1.0F / 24);
  g[1] = difference + differenceOfTwos;
  g[2] = sum + sumOfTwos * (1.0F / 6) + m[5];
}

/** to[point, tile, f] = A dy Aᵀ, for `count` tiles from `first` on; outside the image, dy is zero. */
__global__ void transformOutputGradient(Geometry of, const float* dy, int first, int count, float* to) {
  int64_t elements = static_cast<int64_t>(count) * of.filters;
  for (int64_t i = globalThread(); i < elements; i += globalThreads()) {
    int filter = static_cast<int>(i % of.filters);
    TilePlace place(of, first + static_cast<int>(i / of.filters));
    int64_t image = static_cast<int64_t>(place.image) * of.outputHeight;
    float y[outputSize][outputSize];
#pragma unroll
    for (int r = 0; r < outputSize; r++) {
#pragma unroll
      for (int c = 0; c < outputSize; c++) {
        int row = place.row + r;
        int column = place.column + c;
        bool inside = row < of.outputHeight && column < of.outputWidth;
        y[r][c] = inside ? dy[((image + row) * of.outputWidth + column) * of.filters + filter] : 0;
      }
    }
    float v[pointSize][pointSize];
    transformBoth(y, v, transformGradients);
#pragma unroll
    for (int point = 0; point < points; point++) {
      to[point * elements + i] = v[point / pointSize][point % pointSize];
    }
  }
}

/** dw[tap, c, f] = Gᵀ m G of from[point, c, f] */
__global__ void transformWeightGradient(int64_t filters, const float* from, float* dw) {
  for (int64_t i = globalThread(); i < filters; i += globalThreads()) {
    float m[pointSize][pointSize];
#pragma unroll
    for (int point = 0; point < points; point++) {
      m[point / pointSize][point % pointSize] = from[point * filters + i];
    }
    float g[kernelSize][kernelSize];
    transformBoth(m, g, transformPoints);
#pragma unroll
    for (int tap = 0; tap < kernelSize * kernelSize; tap++) {
      dw[tap * filters + i] = g[tap / kernelSize][tap % kernelSize];
    }
  }
}

/** How the workspace is divided, lengths in elements: a block of tiles of either operand, and the sums over all blocks. */
struct WeightGradientWorkspace {
  int tiles; /* of a block */
  int64_t cells;
  int64_t gradients;
  int64_t sums;

  explicit WeightGradientWorkspace(const Geometry& of)
      : tiles(tilesOfBlock(of)),
        cells(roundUp(static_cast<int64_t>(points) * tiles * of.channels)),
        gradients(roundUp(static_cast<int64_t>(points) * tiles * of.filters)),
        sums(roundUp(static_cast<int64_t>(points) * of.channels * of.filters)) {}

  int64_t elements() const { return cells + gradients + sums; }
};

/** The products of so many tiles, added to those of the blocks before. */
fovea_gemm weightGradientProducts(const Geometry& of, int tiles, bool isFirst) {
  fovea_gemm gemm = denseGemm(of.channels, of.filters, tiles, true, false, FOVEA_FLOAT32);
  gemm.batch = points;
  gemm.batch_stride_a = static_cast<int64_t>(tiles) * of.channels;
  gemm.batch_stride_b = static_cast<int64_t>(tiles) * of.filters;
  gemm.batch_stride_y = static_cast<int64_t>(of.channels) * of.filters;
  gemm.beta = isFirst ? 0 : 1;
  return gemm;
}

}  // namespace

bool weightGradientUsesWinograd(const fovea_conv2d& op) { return fits(op) && pays(forwardGeometry(op)); }

size_t winogradWeightGradientWorkspace(const fovea_conv2d& op) {
  Geometry of = forwardGeometry(op);
  WeightGradientWorkspace parts(of);
  size_t products = 0;
  for (int tiles : {parts.tiles, of.tiles() % parts.tiles}) {
    fovea_gemm gemm = weightGradientProducts(of, tiles, true);
    products = std::max(products, tiles == 0 ? 0 : fovea_gemm_workspace(&gemm));
  }
  return static_cast<size_t>(parts.elements()) * sizeof(float) + products;
}

cudaError_t winogradWeightGradient(const fovea_conv2d& op, const float* x, const float* dy, float* dw, void* workspace,
                                   cudaStream_t stream) {
  Geometry of = forwardGeometry(op);
  WeightGradientWorkspace parts(of);
  auto* cells = static_cast<float*>(workspace);
  float* gradients = cells + parts.cells;
  float* sums = gradients + parts.gradients;
  cudaError_t error = cudaSuccess;
  for (int first = 0; first < of.tiles() && error == cudaSuccess; first += parts.tiles) {
    int count = std::min(parts.tiles, of.tiles() - first);
    error = launchTransformInput(of, x, first, count, cells, stream);
    if (error == cudaSuccess) {
      unsigned grid = gridFor(static_cast<int64_t>(count) * of.filters, threads);
      error = launch(stream, &transformOutputGradient, grid, threads, 0, of, dy, first, count, gradients);
    }
    if (error == cudaSuccess) {
      fovea_gemm gemm = weightGradientProducts(of, count, first == 0);
      error = fovea_gemm_float32(&gemm, cells, gradients, nullptr, sums, sums + parts.sums, stream);
    }
  }
  int64_t filters = static_cast<int64_t>(of.channels) * of.filters;
  return error != cudaSuccess ? error
                              : launch(stream, &transformWeightGradient, gridFor(filters, threads), threads, 0, filters, sums, dw);
}

}  // namespace fovea
