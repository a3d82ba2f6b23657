// Kernels that find their elements by strides: broadcasting and moves.

#include <cstdint>

#include "check.h"

namespace {

using Sizes = std::vector<int>;
using Strides = std::vector<int64_t>;

/** Elements between neighbours of a dense tensor. */
Strides dense(const Sizes& sizes) {
  Strides strides(sizes.size());
  int64_t stride = 1;
  for (size_t axis = sizes.size(); axis-- > 0;) {
    strides[axis] = stride;
    stride *= sizes[axis];
  }
  return strides;
}

int64_t elements(const Sizes& sizes) {
  int64_t product = 1;
  for (int size : sizes) {
    product *= size;
  }
  return product;
}

/** Where the element at a position of a dense tensor lies with other strides. */
int64_t place(int64_t position, const Sizes& sizes, const Strides& strides) {
  int64_t result = 0;
  for (size_t axis = sizes.size(); axis-- > 0;) {
    result += position % sizes[axis] * strides[axis];
    position /= sizes[axis];
  }
  return result;
}

/** The strides of an operand of these sizes in the shape that it broadcasts to: sizes of 1 don't move. */
Strides broadcasting(const Sizes& own) {
  Strides strides = dense(own);
  for (size_t axis = 0; axis < own.size(); axis++) {
    strides[axis] = own[axis] == 1 ? 0 : strides[axis];
  }
  return strides;
}

void checkBinary(const Sizes& a, const Sizes& b) {
  Sizes y = a;
  fovea_binary op{FOVEA_BINARY_SUBTRACT, static_cast<int>(a.size()), {}, {}, {}};
  for (size_t axis = 0; axis < a.size(); axis++) {
    y[axis] = std::max(a[axis], b[axis]);
    op.sizes[axis] = y[axis];
    op.a_strides[axis] = broadcasting(a)[axis];
    op.b_strides[axis] = broadcasting(b)[axis];
  }
  std::vector<float> left = test::uniform(elements(a), 1);
  std::vector<float> right = test::uniform(elements(b), 2);
  test::DeviceArray deviceA(left);
  test::DeviceArray deviceB(right);
  test::DeviceArray deviceY(elements(y));
  CHECK(fovea_binary_float32(&op, deviceA.data(), deviceB.data(), deviceY.data(), nullptr) == cudaSuccess);
  std::vector<float> result = deviceY.values();
  for (int64_t i = 0; i < elements(y); i++) {
    CHECK(result[i] == left[place(i, y, broadcasting(a))] - right[place(i, y, broadcasting(b))]);
  }
}

void checkMove(const Sizes& sizes, const Strides& fromStrides, const Strides& toStrides, size_t fromLength, size_t toLength,
               int64_t fromOffset = 0, int64_t toOffset = 0) {
  fovea_move op{static_cast<int>(sizes.size()), {}, fromOffset, toOffset, {}, {}};
  for (size_t axis = 0; axis < sizes.size(); axis++) {
    op.sizes[axis] = sizes[axis];
    op.from_strides[axis] = fromStrides[axis];
    op.to_strides[axis] = toStrides[axis];
  }
  std::vector<float> from = test::uniform(fromLength, 1);
  std::vector<float> expected(toLength, 7);
  test::DeviceArray deviceFrom(from);
  test::DeviceArray deviceTo(expected);
  CHECK(fovea_move_float32(&op, deviceFrom.data(), deviceTo.data(), nullptr) == cudaSuccess);
  for (int64_t i = 0; i < elements(sizes); i++) {
    expected[toOffset + place(i, sizes, toStrides)] = from[fromOffset + place(i, sizes, fromStrides)];
  }
  CHECK(deviceTo.values() == expected);
}

void checkPermute(const Sizes& input, const std::vector<int>& axes) {
  Sizes output;
  Strides strides;
  for (int axis : axes) {
    output.push_back(input[axis]);
    strides.push_back(dense(input)[axis]);
  }
  checkMove(output, strides, dense(output), elements(input), elements(input));
}

}  // namespace

TEST(binary_broadcasts) {
  checkBinary({1}, {1});
  checkBinary({1027}, {1027});
  checkBinary({1027}, {1});
  checkBinary({17, 64}, {1, 64});
  checkBinary({17, 63}, {1, 63});
  checkBinary({17, 1}, {17, 64});
  checkBinary({5, 1, 3}, {1, 4, 3});
  checkBinary({2, 3, 1, 5, 1, 4}, {2, 1, 3, 5, 2, 1});
}

TEST(binary_keeps_nan) {
  for (auto kind : {FOVEA_BINARY_MAXIMUM, FOVEA_BINARY_MINIMUM}) {
    fovea_binary op{kind, 1, {4}, {1}, {1}};
    test::DeviceArray a(std::vector<float>{NAN, 1, 2, -3});
    test::DeviceArray b(std::vector<float>{1, NAN, 5, -4});
    CHECK(fovea_binary_float32(&op, a.data(), b.data(), a.data(), nullptr) == cudaSuccess);
    std::vector<float> y = a.values();
    CHECK(std::isnan(y[0]) && std::isnan(y[1]));
    CHECK(y[2] == (kind == FOVEA_BINARY_MAXIMUM ? 5 : 2));
    CHECK(y[3] == (kind == FOVEA_BINARY_MAXIMUM ? -3 : -4));
  }
}

TEST(move_permutes) {
  for (int size : {1, 3, 7, 8, 31, 32, 33, 65}) {
    checkPermute({size, 40}, {1, 0});
    checkPermute({3, 9, size}, {0, 2, 1});
    checkPermute({2, 5, 9, size}, {0, 3, 1, 2});
    checkPermute({2, size, 9, 10}, {2, 0, 3, 1});
  }
  checkPermute({2, 3, 4, 8}, {1, 0, 2, 3});
  checkPermute({2, 1, 3, 1, 5, 2, 3, 4}, {7, 6, 5, 4, 3, 2, 1, 0});
}

/** A box of [H,W,C] to a dense tensor, and back. */
TEST(move_slices_and_inserts) {
  Sizes whole = {9, 10, 12};
  for (const Sizes& part : std::vector<Sizes>{{1, 1, 1}, {9, 10, 12}, {4, 10, 12}, {3, 5, 12}, {3, 5, 8}, {3, 5, 7}, {9, 10, 1}}) {
    for (const Sizes& start : std::vector<Sizes>{{0, 0, 0}, {9 - part[0], 10 - part[1], 12 - part[2]}}) {
      int64_t offset = start[0] * 120 + start[1] * 12 + start[2];
      checkMove(part, dense(whole), dense(part), elements(whole), elements(part), offset, 0);
      checkMove(part, dense(part), dense(whole), elements(part), elements(whole), 0, offset);
    }
  }
}
