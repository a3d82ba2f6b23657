// Winograd's minimal filtering F(4×4, 3×3): Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks",
// arXiv:1509.09308. An output tile of 4 × 4 is  Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A  of the filter g and the 6 × 6 cells d that it sees:
// 36 multiplications instead of 144. Summed over channels, each of the 36 points is a matrix product [tiles, C] · [C, F].

#include "winograd.cuh"

#include <algorithm>

#include "conv2d.cuh"
#include "epilogue.cuh"

namespace fovea {

namespace {

constexpr int kernelSize = 3;
constexpr int outputSize = 4;
constexpr int pointSize = outputSize + kernelSize - 1;
constexpr int points = pointSize * pointSize;
constexpr int threads = 128;

/** Bᵀ d */
__device__ void transformCells(const float (&d)[pointSize], float (&v)[pointSize]) {
  float even = d[4] - 4 * d[2];
  float odd = d[3] - 4 * d[1];
  float halfEven = d[4] - d[2];
  float halfOdd = 2 * (d[3] - d[1]);
  v[0] = 4 * d[0] - 5 * d[2] + d[4];
  v[1] = even + odd;
  v[2] = even - odd;
  v[3] = halfEven + halfOdd;
  v[4] = halfEven - halfOdd;
  v[5] = 4 * d[1] - 5 * d[3] + d[5];
}

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

/** Transforms the columns, then the rows: T · in · Tᵀ. */
template <int From, int To, typename Line>
__device__ void transformBoth(const float (&in)[From][From], float (&out)[To][To], const Line& line) {
  float columns[From][To];
#pragma unroll
  for (int j = 0; j < From; j++) {
    float column[From];
#pragma unroll
    for (int i = 0; i < From; i++) {
      column[i] = in[i][j];
    }
    line(column, columns[j]);
  }
#pragma unroll
  for (int i = 0; i < To; i++) {
    float row[From];
#pragma unroll
    for (int j = 0; j < From; j++) {
      row[j] = columns[j][i];
    }
    line(row, out[i]);
  }
}

/** A convolution as its transforms see it: cells [N,H,W,C] to results [N,OH,OW,F]. */
struct Geometry {
  int images;
  int height;
  int width;
  int channels;
  int filters;
  int top;
  int left;
  int outputHeight;
  int outputWidth;
  bool edge;
  bool turned; /* filters are read as those of the gradient: [KH,KW,F,C], last tap first */

  __host__ __device__ int tileRows() const { return ceilDiv(outputHeight, outputSize); }
  __host__ __device__ int tileColumns() const { return ceilDiv(outputWidth, outputSize); }
  __host__ __device__ int tiles() const { return images * tileRows() * tileColumns(); }
};

/** The first cell of a tile's outputs. */
struct TilePlace {
  int image;
  int row;
  int column;

  __device__ TilePlace(const Geometry& of, int tile)
      : image(tile / (of.tileRows() * of.tileColumns())),
        row(tile / of.tileColumns() % of.tileRows() * outputSize),
        column(tile % of.tileColumns() * outputSize) {}
};

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

/** to[point, tile, c] = Bᵀ d B, for `count` tiles from `first` on */
__global__ void transformInput(Geometry of, const float* x, int first, int count, float* to) {
  int64_t elements = static_cast<int64_t>(count) * of.channels;
  for (int64_t i = globalThread(); i < elements; i += globalThreads()) {
    int channel = static_cast<int>(i % of.channels);
    TilePlace place(of, first + static_cast<int>(i / of.channels));
    float d[pointSize][pointSize];
#pragma unroll
    for (int r = 0; r < pointSize; r++) {
#pragma unroll
      for (int c = 0; c < pointSize; c++) {
        int row = place.row - of.top + r;
        int column = place.column - of.left + c;
        if (of.edge) {
          row = max(0, min(row, of.height - 1));
          column = max(0, min(column, of.width - 1));
        }
        bool inside = row >= 0 && row < of.height && column >= 0 && column < of.width;
        int64_t cell = (static_cast<int64_t>(place.image) * of.height + row) * of.width + column;
        d[r][c] = inside ? x[cell * of.channels + channel] : 0;
      }
    }
    float v[pointSize][pointSize];
    transformBoth(d, v, transformCells);
#pragma unroll
    for (int point = 0; point < points; point++) {
      to[point * elements + i] = v[point / pointSize][point % pointSize];
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

Geometry forwardGeometry(const fovea_conv2d& op) {
  return {op.n,    op.height,        op.width,        op.channels,          op.filters, op.top,
          op.left, op.output_height, op.output_width, op.edge_padding != 0, false};
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

/** By a rough model of a device, estimated, not yet measured: multiply-adds done while a byte is moved. */
bool pays(const Geometry& of) {
  constexpr double productsPerByte = 8;
  constexpr double direct = kernelSize * kernelSize;
  double filters = static_cast<double>(of.channels) * of.filters;
  double tiles = of.tiles();
  double outputs = static_cast<double>(of.images) * of.outputHeight * of.outputWidth;
  double moved = 2.0 * points * sizeof(float) * (filters + tiles * (of.channels + of.filters));
  return points * filters * tiles + productsPerByte * moved < direct * filters * outputs;
}

bool fits(const fovea_conv2d& op) {
  return op.precision == FOVEA_FLOAT32_WINOGRAD && op.groups == 1 && op.kernel_height == kernelSize && op.kernel_width == kernelSize &&
         op.stride_height == 1 && op.stride_width == 1 && op.dilation_height == 1 && op.dilation_width == 1;
}

/** How the workspace is divided, lengths in elements: filters, then a block of tiles before and after the products. */
struct Workspace {
  int tiles; /* of a block: so many that transforms are read from the second-level cache where they can be, and memory stays small */
  int64_t filters;
  int64_t cells;
  int64_t sums;

  explicit Workspace(const Geometry& of) {
    constexpr int64_t elementsOfBlock = 64 << 20;
    constexpr int64_t fewestTiles = 1024;
    int64_t most = std::max(fewestTiles, elementsOfBlock / (points * (of.channels + of.filters)));
    tiles = static_cast<int>(std::min<int64_t>(of.tiles(), most));
    filters = roundUp(static_cast<int64_t>(points) * of.channels * of.filters);
    cells = roundUp(static_cast<int64_t>(points) * tiles * of.channels);
    sums = roundUp(static_cast<int64_t>(points) * tiles * of.filters);
  }

  /** Keeps the parts aligned for packs. */
  static int64_t roundUp(int64_t elements) { return (elements + 63) / 64 * 64; }

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
  cudaError_t error = launch(stream, &transformInput, gridFor(static_cast<int64_t>(count) * of.channels, threads), threads, 0, of, x,
                             first, count, cells);
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
