// Images read by window and tap: what im2col would store, and never does.
#pragma once

#include "convolution/divisor.cuh"
#include "product/operand.cuh"

namespace fovea {

/** Windows along one axis: tap t of window o reads cell first + o · stride + t · step. */
struct WindowAxis {
  int size;    /* cells */
  int windows;
  int taps;
  int first;
  int stride;
  int step;
};

/** The elements of images [N,H,W,C] by pixel (n, oh, ow) and tap (kh, kw, c); c counts from the first channel of a group. */
class Patches {
 public:
  /** The top left cell of a window. */
  struct Pixel {
    const float* image; /* null: there is no such pixel */
    int row;
    int column;
  };

  /** The distance from it. */
  struct Tap {
    int row;
    int column;
    int channel; /* -1: there is no such tap */
  };

  Patches() = default;

  __host__ __device__ Patches(int images, const WindowAxis& rows, const WindowAxis& columns, int channels, int groupChannels, bool edge)
      : rows_(rows),
        columns_(columns),
        channels_(channels),
        pixels_(images * rows.windows * columns.windows),
        taps_(rows.taps * columns.taps * groupChannels),
        edge_(edge),
        windows_(rows.windows * columns.windows),
        windowsOfRow_(columns.windows),
        groupChannels_(groupChannels),
        tapsOfRow_(columns.taps) {}

  __host__ __device__ int pixels() const { return pixels_; }
  __host__ __device__ int taps() const { return taps_; }

  /** Pixel number (n · OH + oh) · OW + ow of images that begin at this address, if it is below the limit. */
  __device__ Pixel pixel(const float* data, int number, int limit) const {
    if (number >= limit) {
      return {nullptr, 0, 0};
    }
    int image = windows_.quotient(number);
    int window = windows_.remainder(number, image);
    int row = windowsOfRow_.quotient(window);
    int column = windowsOfRow_.remainder(window, row);
    int64_t imageElements = static_cast<int64_t>(rows_.size) * columns_.size * channels_;
    return {data + image * imageElements, rows_.first + row * rows_.stride, columns_.first + column * columns_.stride};
  }

  /** Tap number (kh · KW + kw) · C + c, if it is below the limit. */
  __device__ Tap tap(int number, int limit) const {
    if (number >= limit) {
      return {0, 0, -1};
    }
    int place = groupChannels_.quotient(number);
    int row = tapsOfRow_.quotient(place);
    int column = tapsOfRow_.remainder(place, row);
    return {row * rows_.step, column * columns_.step, groupChannels_.remainder(number, place)};
  }

  /** Null outside the image, unless its edge is repeated there. */
  __device__ const float* at(const Pixel& pixel, const Tap& tap) const {
    int row = pixel.row + tap.row;
    int column = pixel.column + tap.column;
    if (edge_) {
      row = max(0, min(row, rows_.size - 1));
      column = max(0, min(column, columns_.size - 1));
    }
    bool inside = static_cast<unsigned>(row) < static_cast<unsigned>(rows_.size) &&
                  static_cast<unsigned>(column) < static_cast<unsigned>(columns_.size);
    if (!inside || pixel.image == nullptr || tap.channel < 0) {
      return nullptr;
    }
    return pixel.image + static_cast<int64_t>(row * columns_.size + column) * channels_ + tap.channel;
  }

 private:
  WindowAxis rows_;
  WindowAxis columns_;
  int channels_;
  int pixels_;
  int taps_;
  bool edge_;
  Divisor windows_;
  Divisor windowsOfRow_;
  Divisor groupChannels_;
  Divisor tapsOfRow_;
};

/** Lanes are pixels, steps are taps: channels lie together. */
struct PatchesByPixel {
  static constexpr bool alongSteps = true;
  using Lane = Patches::Pixel;
  using Step = Patches::Tap;

  Patches patches;
  const float* data; /* the images, from the group's first channel */
  int steps;

  __device__ Lane lane(int pixel) const { return patches.pixel(data, pixel, patches.pixels()); }
  __device__ Step step(int tap) const { return patches.tap(tap, steps); }
  __device__ const float* at(const Lane& pixel, const Step& tap) const { return patches.at(pixel, tap); }
};

/** Lanes are taps, steps are pixels. */
struct PatchesByTap {
  static constexpr bool alongSteps = false;
  using Lane = Patches::Tap;
  using Step = Patches::Pixel;

  Patches patches;
  const float* data;
  int steps;

  __device__ Lane lane(int tap) const { return patches.tap(tap, patches.taps()); }
  __device__ Step step(int pixel) const { return patches.pixel(data, pixel, steps); }
  __device__ const float* at(const Lane& tap, const Step& pixel) const { return patches.at(pixel, tap); }
};

}  // namespace fovea
