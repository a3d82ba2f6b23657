#include "check.h"
#include "products.h"
#include "convolution/winograd.cuh"
#include "product/plan.h"

namespace {

/** A convolution of so many images, with one window along both axes. */
fovea_conv2d convolution(int n, int height, int width, int channels, int filters, int kernel, int stride = 1, int padding = 0,
                         int dilation = 1, int groups = 1) {
  fovea_conv2d op{};
  op.n = n;
  op.height = height;
  op.width = width;
  op.channels = channels;
  op.filters = filters;
  op.groups = groups;
  op.kernel_height = op.kernel_width = kernel;
  op.stride_height = op.stride_width = stride;
  op.top = op.left = padding;
  op.dilation_height = op.dilation_width = dilation;
  int span = dilation * (kernel - 1) + 1;
  op.output_height = (height + 2 * padding - span) / stride + 1;
  op.output_width = (width + 2 * padding - span) / stride + 1;
  return op;
}

fovea_conv2d edgePadded(fovea_conv2d op) {
  op.edge_padding = 1;
  return op;
}

/** Different windows along the axes, padding on one side only. */
fovea_conv2d uneven() {
  fovea_conv2d op = convolution(2, 9, 12, 6, 5, 3, 1, 0, 1, 1);
  op.kernel_width = 2;
  op.stride_width = 3;
  op.top = 2;
  op.left = 1;
  op.dilation_height = 2;
  op.output_height = (9 + 2 - 5) / 1 + 1;
  op.output_width = (12 + 1 - 2) / 3 + 1;
  return op;
}

const std::vector<fovea_conv2d> convolutions = {
    convolution(1, 5, 5, 1, 1, 1),
    convolution(2, 7, 6, 3, 5, 3, 1, 1),
    convolution(2, 8, 8, 8, 12, 3, 1, 1),
    convolution(1, 9, 7, 4, 8, 3, 2, 1),
    convolution(1, 11, 11, 3, 8, 7, 2, 3),
    convolution(2, 6, 6, 8, 16, 1),
    convolution(2, 7, 7, 8, 16, 1, 2),
    convolution(1, 8, 8, 4, 4, 2, 4),
    convolution(1, 8, 8, 4, 4, 3, 4),
    convolution(1, 12, 12, 4, 4, 3, 1, 2, 2),
    convolution(1, 12, 12, 4, 4, 3, 2, 2, 2),
    convolution(1, 13, 12, 4, 4, 3, 3, 2, 2),
    convolution(1, 6, 6, 8, 16, 3, 1, 1, 1, 2),
    convolution(1, 6, 6, 6, 9, 3, 1, 1, 1, 3),
    convolution(2, 6, 6, 8, 8, 3, 2, 1, 1, 8),
    convolution(2, 6, 5, 3, 6, 3, 1, 1, 1, 3),
    convolution(1, 1, 1, 2, 3, 3, 1, 1),
    convolution(5, 12, 12, 4, 8, 3, 1, 1), /* the weight gradient is split */
    convolution(1, 4, 4, 64, 8, 5, 1, 2),  /* the others are */
    convolution(3, 14, 14, 5, 5, 3, 1, 1, 1, 5),
    edgePadded(convolution(2, 5, 6, 4, 8, 3, 1, 1)),
    edgePadded(convolution(1, 4, 5, 3, 2, 3, 2, 4)),
    edgePadded(convolution(1, 1, 1, 4, 4, 3, 1, 3)),
    edgePadded(convolution(1, 6, 6, 4, 4, 3, 1, 2, 2, 4)),
    edgePadded(convolution(1, 6, 6, 4, 8, 2, 3, 1, 1, 2)),
    uneven(),
};

std::string describe(const fovea_conv2d& op) {
  auto text = [](int a) { return std::to_string(a); };
  return "conv2d [" + text(op.n) + "," + text(op.height) + "," + text(op.width) + "," + text(op.channels) + "] filters=" +
         text(op.filters) + " kernel=" + text(op.kernel_height) + "x" + text(op.kernel_width) + " stride=" + text(op.stride_height) +
         " top=" + text(op.top) + " dilation=" + text(op.dilation_height) + " groups=" + text(op.groups) +
         (op.edge_padding ? " edge" : "") + " " + test::nameOf(op.precision);
}

int cellOf(int window, int stride, int before, int tap, int dilation, int size, bool edge) {
  int cell = window * stride - before + tap * dilation;
  return edge ? std::clamp(cell, 0, size - 1) : cell >= 0 && cell < size ? cell : -1;
}

/** Calls term(position in x, in w, in y) for all products of the convolution. */
template <typename Term>
void forEachTerm(const fovea_conv2d& op, const Term& term) {
  int groupChannels = op.channels / op.groups;
  int groupFilters = op.filters / op.groups;
  for (int n = 0; n < op.n; n++) {
    for (int oh = 0; oh < op.output_height; oh++) {
      for (int ow = 0; ow < op.output_width; ow++) {
        for (int kh = 0; kh < op.kernel_height; kh++) {
          for (int kw = 0; kw < op.kernel_width; kw++) {
            int h = cellOf(oh, op.stride_height, op.top, kh, op.dilation_height, op.height, op.edge_padding);
            int w = cellOf(ow, op.stride_width, op.left, kw, op.dilation_width, op.width, op.edge_padding);
            for (int f = 0; h >= 0 && w >= 0 && f < op.filters; f++) {
              for (int c = 0; c < groupChannels; c++) {
                int channel = f / groupFilters * groupChannels + c;
                term(static_cast<size_t>(((n * op.height + h) * op.width + w) * op.channels + channel),
                     static_cast<size_t>(((kh * op.kernel_width + kw) * groupChannels + c) * op.filters + f),
                     static_cast<size_t>(((n * op.output_height + oh) * op.output_width + ow) * op.filters + f));
              }
            }
          }
        }
      }
    }
  }
}

/** The sums of a pass, and how far its results may be off them. */
struct Expected {
  std::vector<test::Sum> sums;
  double relative;

  /** @param terms of a sum, at most */
  Expected(size_t length, fovea_precision precision, int terms) : sums(length), relative(test::relativeBound(precision, terms)) {}

  /** With Winograd's algorithm, errors are relative to the largest sum. */
  void check(const std::string& what, const std::vector<float>& actual, bool winograd) const {
    double largest = 0;
    for (const test::Sum& sum : sums) {
      largest = std::max(largest, sum.magnitude);
    }
    constexpr double roundoffs = 64 * 0x1p-24;
    std::vector<double> values;
    std::vector<double> bounds;
    for (const test::Sum& sum : sums) {
      values.push_back(sum.value);
      bounds.push_back(winograd ? roundoffs * largest : relative * sum.magnitude);
    }
    test::checkClose(what, actual, values, bounds);
  }
};

struct Operands {
  std::vector<float> x;
  std::vector<float> w;
  std::vector<float> dy;

  explicit Operands(const fovea_conv2d& op)
      : x(test::uniform(static_cast<size_t>(op.n * op.height * op.width * op.channels), 1)),
        w(test::uniform(static_cast<size_t>(op.kernel_height * op.kernel_width * (op.channels / op.groups) * op.filters), 2)),
        dy(test::uniform(static_cast<size_t>(op.n * op.output_height * op.output_width * op.filters), 3)) {}
};

size_t floats(size_t bytes) { return (bytes + 3) / 4; }

int taps(const fovea_conv2d& op) { return op.kernel_height * op.kernel_width; }

bool mayUseWinograd(const fovea_conv2d& op) { return op.precision == FOVEA_FLOAT32_WINOGRAD; }

void checkForward(const fovea_conv2d& op) {
  Operands operands(op);
  Expected expected(operands.dy.size(), op.precision, taps(op) * op.channels / op.groups);
  forEachTerm(op, [&](size_t xi, size_t wi, size_t yi) { expected.sums[yi].add(operands.x[xi], operands.w[wi]); });
  test::DeviceArray x(operands.x);
  test::DeviceArray w(operands.w);
  test::DeviceArray y(operands.dy.size());
  test::DeviceArray workspace(floats(fovea_conv2d_workspace(&op)));
  CHECK(fovea_conv2d_float32(&op, x.data(), w.data(), nullptr, y.data(), workspace.data(), nullptr) == cudaSuccess);
  expected.check(describe(op), y.values(), mayUseWinograd(op));
}

void checkInputGradient(const fovea_conv2d& op) {
  Operands operands(op);
  Expected expected(operands.x.size(), op.precision, taps(op) * op.filters / op.groups);
  forEachTerm(op, [&](size_t xi, size_t wi, size_t yi) { expected.sums[xi].add(operands.dy[yi], operands.w[wi]); });
  test::DeviceArray dy(operands.dy);
  test::DeviceArray w(operands.w);
  test::DeviceArray dx(operands.x.size());
  test::DeviceArray workspace(floats(fovea_conv2d_input_gradient_workspace(&op)));
  CHECK(fovea_conv2d_input_gradient_float32(&op, dy.data(), w.data(), nullptr, dx.data(), workspace.data(), nullptr) == cudaSuccess);
  expected.check(describe(op) + ", gradient to the input", dx.values(), mayUseWinograd(op));
}

void checkWeightGradient(const fovea_conv2d& op) {
  Operands operands(op);
  Expected expected(operands.w.size(), op.precision, op.n * op.output_height * op.output_width);
  forEachTerm(op, [&](size_t xi, size_t wi, size_t yi) { expected.sums[wi].add(operands.x[xi], operands.dy[yi]); });
  test::DeviceArray x(operands.x);
  test::DeviceArray dy(operands.dy);
  test::DeviceArray dw(operands.w.size());
  test::DeviceArray workspace(floats(fovea_conv2d_weight_gradient_workspace(&op)));
  CHECK(fovea_conv2d_weight_gradient_float32(&op, x.data(), dy.data(), dw.data(), workspace.data(), nullptr) == cudaSuccess);
  expected.check(describe(op) + ", gradient to the filters", dw.values(), mayUseWinograd(op));
}

/** Bias, addend and ReLU on the forward pass and on the transposed convolution. */
void checkEpilogues(const fovea_conv2d& op) {
  Operands operands(op);
  std::vector<float> bias = test::uniform(static_cast<size_t>(std::max(op.channels, op.filters)), 4);
  test::DeviceArray deviceBias(bias);
  auto check = [&](const std::string& what, size_t length, int channels, const auto& run) {
    std::vector<float> addend = test::uniform(length, 5);
    test::DeviceArray deviceAddend(addend);
    test::DeviceArray plain(length);
    test::DeviceArray fused(length);
    fovea_epilogue epilogue{deviceBias.data(), deviceAddend.data(), FOVEA_RELU, 0};
    run(nullptr, plain.data());
    run(&epilogue, fused.data());
    std::vector<double> expected;
    std::vector<float> sums = plain.values();
    for (size_t i = 0; i < length; i++) {
      expected.push_back(std::max(0.0, static_cast<double>(sums[i]) + bias[i % static_cast<size_t>(channels)] + addend[i]));
    }
    std::vector<double> bounds;
    for (double value : expected) {
      bounds.push_back(1e-6 * (1 + std::abs(value)));
    }
    test::checkClose(what, fused.values(), expected, bounds);
  };
  test::DeviceArray x(operands.x);
  test::DeviceArray w(operands.w);
  test::DeviceArray dy(operands.dy);
  test::DeviceArray workspace(floats(std::max(fovea_conv2d_workspace(&op), fovea_conv2d_input_gradient_workspace(&op))));
  check(describe(op) + ", epilogue", operands.dy.size(), op.filters, [&](const fovea_epilogue* epilogue, float* y) {
    CHECK(fovea_conv2d_float32(&op, x.data(), w.data(), epilogue, y, workspace.data(), nullptr) == cudaSuccess);
  });
  check(describe(op) + ", transposed, epilogue", operands.x.size(), op.channels, [&](const fovea_epilogue* epilogue, float* dx) {
    CHECK(fovea_conv2d_input_gradient_float32(&op, dy.data(), w.data(), epilogue, dx, workspace.data(), nullptr) == cudaSuccess);
  });
}

}  // namespace

TEST(conv2d_passes) {
  for (fovea_conv2d op : convolutions) {
    for (fovea_precision precision : test::precisions) {
      op.precision = precision;
      checkForward(op);
      checkInputGradient(op);
      checkWeightGradient(op);
    }
  }
}

TEST(conv2d_large_tiles) {
  for (fovea::ProductSizes sizes : {fovea::ProductSizes{1, 39 * 39, 1472, 16}, {1, 40 * 40, 1472, 16}, {1, 2 * 2 * 384, 1500, 4}}) {
    CHECK(fovea::planProduct(sizes).shape == fovea::TileShape::LARGE);
  }
  checkForward(convolution(1, 40, 40, 4, 1472, 2));
  checkInputGradient(convolution(1, 40, 40, 1472, 4, 2));
  checkWeightGradient(convolution(1, 3, 3, 384, 1500, 2));
}

TEST(conv2d_winograd) {
  fovea_conv2d zero = convolution(2, 38, 37, 64, 68, 3, 1, 1);
  fovea_conv2d edge = edgePadded(convolution(1, 46, 46, 66, 64, 3, 1, 2));
  zero.precision = edge.precision = FOVEA_FLOAT32_WINOGRAD;
  CHECK(fovea::usesWinograd(zero) && fovea::inputGradientUsesWinograd(zero) && fovea::usesWinograd(edge));
  CHECK(fovea::weightGradientUsesWinograd(zero) && fovea::weightGradientUsesWinograd(edge));
  checkForward(zero);
  checkInputGradient(zero);
  checkWeightGradient(zero);
  checkEpilogues(zero);
  checkForward(edge);
  checkInputGradient(edge);
  checkWeightGradient(edge);
}

TEST(conv2d_epilogues) {
  for (const fovea_conv2d& op : convolutions) {
    checkEpilogues(op);
  }
}
