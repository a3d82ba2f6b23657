#include <limits>

#include "check.h"
#include "products.h"
#include "product/plan.h"

namespace {

struct Case {
  fovea_gemm op;
  fovea_activation activation = FOVEA_IDENTITY;
  bool bias = false;
  bool addend = false;
  int offset = 0; /* of a and b from an address that allows packs */
};

fovea_gemm gemm(int m, int n, int k, bool transposeA = false, bool transposeB = false) {
  fovea_gemm op{};
  op.batch = 1;
  op.m = m;
  op.n = n;
  op.k = k;
  op.transpose_a = transposeA;
  op.transpose_b = transposeB;
  op.stride_a = transposeA ? m : k;
  op.stride_b = transposeB ? k : n;
  op.stride_y = n;
  op.alpha = 1;
  return op;
}

/** Batches of dense matrices, with more between rows. */
fovea_gemm strided(fovea_gemm op, int batch, int more) {
  op.batch = batch;
  op.stride_a += more;
  op.stride_b += more;
  op.stride_y += more;
  op.batch_stride_a = static_cast<int64_t>(op.transpose_a ? op.k : op.m) * op.stride_a;
  op.batch_stride_b = static_cast<int64_t>(op.transpose_b ? op.n : op.k) * op.stride_b;
  op.batch_stride_y = static_cast<int64_t>(op.m) * op.stride_y;
  return op;
}

std::string describe(const Case& c) {
  const fovea_gemm& op = c.op;
  return "gemm " + std::to_string(op.batch) + "x" + std::to_string(op.m) + "x" + std::to_string(op.n) + "x" + std::to_string(op.k) +
         (op.transpose_a ? " a^T" : "") + (op.transpose_b ? " b^T" : "") + " " + test::nameOf(op.precision);
}

size_t extent(int batch, int64_t batchStride, int rows, int stride, int row) {
  return rows == 0 || row == 0 ? 0 : static_cast<size_t>((batch - 1) * batchStride + static_cast<int64_t>(rows - 1) * stride + row);
}

test::Sum sumAt(const fovea_gemm& op, const float* a, const float* b, int i, int j) {
  test::Sum sum;
  for (int k = 0; k < op.k; k++) {
    sum.add(a[op.transpose_a ? static_cast<int64_t>(k) * op.stride_a + i : static_cast<int64_t>(i) * op.stride_a + k],
            b[op.transpose_b ? static_cast<int64_t>(j) * op.stride_b + k : static_cast<int64_t>(k) * op.stride_b + j]);
  }
  return sum;
}

/** Runs a case; what lies between rows of y must stay as it was. */
void check(const Case& c) {
  const fovea_gemm& op = c.op;
  auto offset = static_cast<size_t>(c.offset);
  size_t lengthY = extent(op.batch, op.batch_stride_y, op.m, op.stride_y, op.n);
  std::vector<float> a = test::uniform(
      offset + extent(op.batch, op.batch_stride_a, op.transpose_a ? op.k : op.m, op.stride_a, op.transpose_a ? op.m : op.k), 1);
  std::vector<float> b = test::uniform(
      offset + extent(op.batch, op.batch_stride_b, op.transpose_b ? op.n : op.k, op.stride_b, op.transpose_b ? op.k : op.n), 2);
  std::vector<float> y = test::uniform(lengthY, 3);
  std::vector<float> bias = test::uniform(static_cast<size_t>(op.n), 4);
  std::vector<float> addend = test::uniform(lengthY, 5);
  constexpr float slope = 0.125F;

  std::vector<double> expected(y.begin(), y.end());
  std::vector<double> bound(lengthY, 0);
  std::vector<float> initial = y;
  double relative = test::relativeBound(op.precision, op.k);
  for (int z = 0; z < op.batch; z++) {
    for (int i = 0; i < op.m; i++) {
      for (int j = 0; j < op.n; j++) {
        auto at = static_cast<size_t>(z * op.batch_stride_y + static_cast<int64_t>(i) * op.stride_y + j);
        test::Sum sum = sumAt(op, a.data() + offset + z * op.batch_stride_a, b.data() + offset + z * op.batch_stride_b, i, j);
        double others = (op.beta == 0 ? 0 : op.beta * y[at]) + (c.bias ? bias[static_cast<size_t>(j)] : 0) + (c.addend ? addend[at] : 0);
        expected[at] = test::activate(c.activation, slope, op.alpha * sum.value + others);
        bound[at] = relative * (std::abs(op.alpha) * sum.magnitude) + 1e-6;
        if (op.beta == 0) {
          initial[at] = std::numeric_limits<float>::quiet_NaN();
        }
      }
    }
  }

  test::DeviceArray deviceA(a);
  test::DeviceArray deviceB(b);
  test::DeviceArray deviceY(initial);
  test::DeviceArray deviceBias(bias);
  test::DeviceArray deviceAddend(addend);
  test::DeviceArray workspace((fovea_gemm_workspace(&op) + 3) / 4);
  fovea_epilogue epilogue{c.bias ? deviceBias.data() : nullptr, c.addend ? deviceAddend.data() : nullptr, c.activation, slope};
  CHECK(fovea_gemm_float32(&op, deviceA.data() + offset, deviceB.data() + offset, &epilogue, deviceY.data(), workspace.data(),
                           nullptr) == cudaSuccess);
  test::checkClose(describe(c), deviceY.values(), expected, bound);
}

void checkAll(fovea_gemm op) {
  for (fovea_precision precision : test::precisions) {
    op.precision = precision;
    check({op});
  }
}

}  // namespace

TEST(gemm_awkward_sizes) {
  for (int m : {1, 17, 65}) {
    for (int n : {9, 16, 63}) {
      for (int k : {1, 15, 64}) {
        checkAll(gemm(m, n, k));
      }
    }
  }
  checkAll(gemm(4, 8, 0));
  checkAll(gemm(12, 20, 0));
}

TEST(gemm_transposed) {
  for (bool a : {false, true}) {
    for (bool b : {false, true}) {
      checkAll(gemm(36, 68, 40, a, b));
      checkAll(gemm(37, 33, 21, a, b));
    }
  }
}

TEST(gemm_batched_and_strided) {
  for (bool transposed : {false, true}) {
    checkAll(strided(gemm(12, 20, 8, transposed, !transposed), 3, 4));
    checkAll(strided(gemm(5, 7, 9, transposed, transposed), 2, 3));
  }
  fovea_gemm sharedMatrix = strided(gemm(8, 8, 8), 3, 0);
  sharedMatrix.batch_stride_b = 0;
  checkAll(sharedMatrix);
}

TEST(gemm_other_tiles) {
  for (bool transposed : {false, true}) {
    fovea_gemm large = gemm(1540, 1500, 12, transposed, transposed);
    CHECK(fovea::planProduct({1, large.m, large.n, large.k}).shape == fovea::TileShape::LARGE);
    checkAll(large);
    fovea_gemm tall = gemm(40000, 12, 8, transposed, transposed);
    CHECK(fovea::planProduct({1, tall.m, tall.n, tall.k}).shape == fovea::TileShape::TALL);
    checkAll(tall);
  }
}

TEST(gemm_skinny) {
  for (bool a : {false, true}) {
    for (bool b : {false, true}) {
      for (int few : {1, 3, 8}) {
        for (int k : {7, 600, 2052}) {
          check({gemm(few, 70, k, a, b), FOVEA_RELU, true, true});
          check({gemm(68, few, k, a, b), FOVEA_RELU, true, true});
        }
      }
      check({strided(gemm(2, 36, 520, a, b), 3, 4)});
    }
  }
}

TEST(gemm_splits) {
  fovea_gemm op = gemm(20, 24, 1100);
  CHECK(fovea_gemm_workspace(&op) > 0);
  checkAll(op);
  op = gemm(9, 13, 1031, true, false);
  checkAll(op);
}

TEST(gemm_epilogue) {
  for (fovea_activation activation : {FOVEA_IDENTITY, FOVEA_RELU, FOVEA_LEAKY_RELU, FOVEA_SIGMOID, FOVEA_TANH}) {
    for (int k : {24, 1024}) {
      fovea_gemm op = gemm(33, 40, k);
      op.alpha = 0.5F;
      op.beta = activation == FOVEA_RELU ? 0 : -2;
      check({op, activation, true, activation != FOVEA_TANH});
      check({op, activation, false, true});
    }
  }
}

TEST(gemm_misaligned) {
  fovea_gemm op = gemm(40, 48, 52);
  for (fovea_precision precision : test::precisions) {
    op.precision = precision;
    check({op, FOVEA_IDENTITY, false, false, 1});
  }
}
