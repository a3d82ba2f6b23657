// Winograd's minimal filtering F(4×4, 3×3), see winograd_tiles.cuh. Summed over channels, each of the 36 points is a matrix product
// [tiles, C] · [C, F].

#include "convolution/winograd.cuh"

#include <algorithm>

#include "product/epilogue.cuh"
#include "winograd/winograd_tiles.cuh"

namespace fovea {

namespace {

using namespace winograd3x3;

/** G g */
__device__ void transformTaps(const float (&g)[kernelSize], float (&u)[pointSize]) {
  float outer = (g[0] + g[2]) * (-1.0F / 6);
  float inner = g[1] * (1.0F / 6);
  float quarters = g[0] * (1.0F / 24) + g[2] * (1.0F / 6);
  float half = g[1] * (1.0F / 12);
  u[0] = g[0] * 0.25F;
  u[1] = outer - inner;
  u[2] = outer + inner;
  u[3] = quarters + half;
  u[4] = quarters - half;
  u[5] = g[2];
}

/** Aᵀ m */
__device__ void transformSums(const float (&m)[pointSize], float (&y)[outputSize]) {
  float sum = m[1] + m[2];
  float difference = m[1] - m[2];
  float sumOfTwos = m[3] + m[4];
  float differenceOfTwos = m[3] - m[4];
  y[0] = m[0] + sum + sumOfTwos;
  y[1] = difference + 2 * differenceOfTwos;
  y[2] = sum + 4 * sumOfTwos;
  y[3] = difference + 8 * differenceOfTwos + m[5];
}

/** to[point, c, f] = G g Gᵀ */
__global__ void transformFilters(Geometry of, const float* w, float* to) {
  int64_t filters = static_cast<int64_t>(of.channels) * of.filters;
  for (int64_t i = globalThread(); i < filters; i += globalThreads()) {
    int channel = static_cast<int>(i / of.filters);
    int filter = static_cast<int>(i % of.filters);
    int64_t place = of.turned ? static_cast<int64_t>(filter) * of.channels + channel : i;
    float g[kernelSize][kernelSize];
#pragma unroll
    for (int tap = 0; tap < kernelSize * kernelSize; tap++) {
      int read = of.turned ? kernelSize * kernelSize - 1 - tap : tap;
      g[tap / kernelSize][tap % kernelSize] = w[read * filters + place];
    }
    float u[pointSize][pointSize];
    transformBoth(g, u, transformTaps);
#pragma unroll
    for (int point = 0; point < points; point++) {
      to[point * filters + i] = u[point / pointSize][point % pointSize];
    }
  }
}

/** y = Aᵀ m A of from[point, tile, f], for `count` tiles from `first` on */
__global__ void transformOutput(Geometry of, const float* from, int first, int count, Epilogue epilogue) {
  int64_t elements = static_cast<int64_t>(count) * of.filters;
  for (int64_t i = globalThread(); i < elements; i += globalThreads()) {
    int filter = static_cast<int>(i % of.filters);
    TilePlace place(of, first + static_cast<int>(i / of.filters));
    float m[pointSize][pointSize];
#pragma unroll
    for (int point = 0; point < points; point++) {
      m[point / pointSize][point % pointSize] = from[point * elements + i];
    }
    float y[outputSize][outputSize];
    transformBoth(m, y, transformSums);
    int64_t image = static_cast<int64_t>(place.image) * of.outputHeight;
#pragma unroll
    for (int r = 0; r < outputSize; r++) {
#pragma unroll
      for (int c = 0; c < outputSize; c++) {
        int row = place.row + r;
        int column = place.column + c;
        if (row < of.outputHeight && column < of.outputWidth) {
          epilogue.store(((image + row) * of.outputWidth + column) * of.filters + filter, filter, Pack<1>{{y[r][c]}});
        }
      }
    }
  }
}

/** The gradient to the input is a convolution of dy with the filters turned around. */
Geometry inputGradientGeometry(const fovea_conv2d& op) {
  return {op.n,
          op.output_height,
          op.output_width,
          op.filters,
          op.channels,
          kernelSize - 1 - op.top,
          kernelSize - 1 - op.left,
          op.height,
          op.width,
          false,
          true};
}

/** How the workspace is divided, lengths in elements: filters, then a block of tiles before and after the products. */
struct Workspace {
  int tiles; /* of a block */
  int64_t filters;
  int64_t cells;
  int64_t sums;

  explicit Workspace(const Geometry& of)
      : tiles(tilesOfBlock(of)),
        filters(roundUp(static_cast<int64_t>(points) * of.channels * of.filters)),
        cells(roundUp(static_cast<int64_t>(points) * tiles * of.channels)),
        sums(roundUp(static_cast<int64_t>(points) * tiles * of.filters)) {}

  int64_t elements() const { return filters + cells + sums; }
};

/** The products of so many tiles. */
fovea_gemm pointProducts(const Geometry& of, int tiles) {
  fovea_gemm gemm = denseGemm(tiles, of.filters, of.channels, false, false, FOVEA_FLOAT32);
  gemm.batch = points;
  gemm.batch_stride_a = static_cast<int64_t>(tiles) * of.channels;
  gemm.batch_stride_b = static_cast<int64_t>(of.channels) * of.filters;
  gemm.batch_stride_y = static_cast<int64_t>(tiles) * of.filters;
  return gemm;
}

size_t workspaceBytes(const Geometry& of) {
  Workspace parts(of);
  size_t products = 0;
  for (int tiles : {parts.tiles, of.tiles() % parts.tiles}) {
    fovea_gemm gemm = pointProducts(of, tiles);
    products = std::max(products, tiles == 0 ? 0 : fovea_gemm_workspace(&gemm));
  }
  return static_cast<size_t>(parts.elements()) * sizeof(float) + products;
}

cudaError_t convolveBlock(const Geometry& of, const float* x, const float* filters, const Epilogue& epilogue, int first, int count,
                          float* cells, float* sums, void* workspace, cudaStream_t stream) {
  cudaError_t error = launchTransformInput(of, x, first, count, cells, stream);
  if (error != cudaSuccess) {
    return error;
  }
  fovea_gemm gemm = pointProducts(of, count);
  error = fovea_gemm_float32(&gemm, cells, filters, nullptr, sums, workspace, stream);
  if (error != cudaSuccess) {
    return error;
  }
  return launch(stream, &transformOutput, gridFor(static_cast<int64_t>(count) * of.filters, threads), threads, 0, of, sums, first, count,
                epilogue);
}

cudaError_t convolve(const Geometry& of, const float* x, const float* w, const fovea_epilogue* epilogue, float* y, void* workspace,
                     cudaStream_t stream) {
  Workspace parts(of);
  auto* filters = static_cast<float*>(workspace);
  float* cells = filters + parts.filters;
  float* sums = cells + parts.cells;
  cudaError_t error = launch(stream, &transformFilters, gridFor(static_cast<int64_t>(of.channels) * of.filters, threads), threads, 0, of,
                             w, filters);
  for (int first = 0; first < of.tiles() && error == cudaSuccess; first += parts.tiles) {
    int count = std::min(parts.tiles, of.tiles() - first);
    error = convolveBlock(of, x, filters, makeEpilogue(epilogue, y), first, count, cells, sums, sums + parts.sums, stream);
  }
  return error;
}

}  // namespace

bool usesWinograd(const fovea_conv2d& op) { return fits(op) && pays(forwardGeometry(op)); }

bool inputGradientUsesWinograd(const fovea_conv2d& op) { return fits(op) && pays(inputGradientGeometry(op)); }

size_t winogradWorkspace(const fovea_conv2d& op) { return workspaceBytes(forwardGeometry(op)); }

size_t winogradInputGradientWorkspace(const fovea_conv2d& op) { return workspaceBytes(inputGradientGeometry(op)); }

cudaError_t winograd(const fovea_conv2d& op, const float* x, const float* w, const fovea_epilogue* epilogue, float* y, void* workspace,
                     cudaStream_t stream) {
  return convolve(forwardGeometry(op), x, w, epilogue, y, workspace, stream);
}

cudaError_t winogradInputGradient(const fovea_conv2d& op, const float* dy, const float* w, const fovea_epilogue* epilogue, float* dx,
                                  void* workspace, cudaStream_t stream) {
  return convolve(inputGradientGeometry(op), dy, w, epilogue, dx, workspace, stream);
}

}  // namespace fovea
