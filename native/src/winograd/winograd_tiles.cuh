// What Winograd's algorithm and its gradients share: tiles, the transform of the cells that they see, and when they pay.
//
// Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", arXiv:1509.09308: an output tile of 4 × 4 is
// Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A  of the filter g and the 6 × 6 cells d that it sees: 36 multiplications instead of 144.
#pragma once

#include <algorithm>

#include "common/launch.cuh"
#include "convolution/conv2d.cuh"

namespace fovea::winograd3x3 {

constexpr int kernelSize = 3;
constexpr int outputSize = 4;
constexpr int pointSize = outputSize + kernelSize - 1;
constexpr int points = pointSize * pointSize;
constexpr int threads = 128;

/** Bᵀ d */
__device__ inline void transformCells(const float (&d)[pointSize], float (&v)[pointSize]) {
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

/** to[point, tile, c] = Bᵀ d B, for `count` tiles from `first` on */
static __global__ void transformInput(Geometry of, const float* x, int first, int count, float* to) {
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

inline Geometry forwardGeometry(const fovea_conv2d& op) {
  return {op.n,    op.height,        op.width,        op.channels,          op.filters, op.top,
          op.left, op.output_height, op.output_width, op.edge_padding != 0, false};
}

/** By a rough model of a device, estimated, not yet measured: multiply-adds done while a byte is moved. */
inline bool pays(const Geometry& of) {
  constexpr double productsPerByte = 8;
  constexpr double direct = kernelSize * kernelSize;
  double filters = static_cast<double>(of.channels) * of.filters;
  double tiles = of.tiles();
  double outputs = static_cast<double>(of.images) * of.outputHeight * of.outputWidth;
  double moved = 2.0 * points * sizeof(float) * (filters + tiles * (of.channels + of.filters));
  return points * filters * tiles + productsPerByte * moved < direct * filters * outputs;
}

inline bool fits(const fovea_conv2d& op) {
  return op.precision == FOVEA_FLOAT32_WINOGRAD && op.groups == 1 && op.kernel_height == kernelSize && op.kernel_width == kernelSize &&
         op.stride_height == 1 && op.stride_width == 1 && op.dilation_height == 1 && op.dilation_width == 1;
}

/** So many tiles that their transforms are read from the second-level cache where they can be, and memory stays small. */
inline int tilesOfBlock(const Geometry& of) {
  constexpr int64_t elementsOfBlock = 64 << 20;
  constexpr int64_t fewestTiles = 1024;
  int64_t most = std::max(fewestTiles, elementsOfBlock / (points * (of.channels + of.filters)));
  return static_cast<int>(std::min<int64_t>(of.tiles(), most));
}

/** The length of a part of a workspace: the next one stays aligned for packs. */
inline int64_t roundUp(int64_t elements) { return (elements + 63) / 64 * 64; }

inline cudaError_t launchTransformInput(const Geometry& of, const float* x, int first, int count, float* to, cudaStream_t stream) {
  unsigned grid = gridFor(static_cast<int64_t>(count) * of.channels, threads);
  return launch(stream, &transformInput, grid, threads, 0, of, x, first, count, to);
}

}  // namespace fovea::winograd3x3
