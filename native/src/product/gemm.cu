// Matrix products.

#include "product/product.cuh"
#include "product/skinny.cuh"

namespace fovea {

namespace {

/** A batch of products; a's elements of a row lie together unless it is transposed, b's of a column if it is. */
template <bool AAlongSteps, bool BAlongSteps>
struct GemmProblem {
  using A = Matrix<AAlongSteps>;
  using B = Matrix<BAlongSteps>;

  fovea_gemm op;
  const float* a;
  const float* b;
  Epilogue epilogue;

  ProductSizes sizes() const { return {op.batch, op.m, op.n, op.k}; }

  __device__ Part<A, B, DenseRows> part(int matrix) const {
    return {op.m,
            op.n,
            {a + matrix * op.batch_stride_a, op.m, op.k, op.stride_a},
            {b + matrix * op.batch_stride_b, op.n, op.k, op.stride_b},
            {op.stride_y},
            epilogue.at(matrix * op.batch_stride_y, 0)};
  }
};

/** Whether four elements of a row as stored can be read together, everywhere. */
bool readsPacks(const float* data, int rowLength, int stride, int64_t batchStride) {
  return alignedForPacks(data) && divisibleForPacks(rowLength, stride, batchStride);
}

/** The same with few rows, or else few columns. */
template <bool LongAlongSteps>
struct SkinnyProblem {
  fovea_gemm op;
  const float* a;
  const float* b;
  Epilogue epilogue;
  bool fewColumns;

  ProductSizes sizes() const { return {op.batch, op.m, op.n, op.k}; }

  __device__ SkinnyPart<Matrix<LongAlongSteps>> part(int matrix) const {
    const float* left = a + matrix * op.batch_stride_a;
    const float* right = b + matrix * op.batch_stride_b;
    bool leftAlongSteps = op.transpose_a == 0;
    bool rightAlongSteps = op.transpose_b != 0;
    FewLanes rows{left, op.m, leftAlongSteps ? op.stride_a : 1, leftAlongSteps ? 1 : op.stride_a, false};
    FewLanes columns{right, op.n, rightAlongSteps ? op.stride_b : 1, rightAlongSteps ? 1 : op.stride_b, true};
    Matrix<LongAlongSteps> longRows{left, op.m, op.k, op.stride_a};
    Matrix<LongAlongSteps> longColumns{right, op.n, op.k, op.stride_b};
    return {op.m,          op.n, fewColumns ? columns : rows, fewColumns ? longRows : longColumns,
            {op.stride_y}, epilogue.at(matrix * op.batch_stride_y, 0)};
  }
};

template <bool LongAlongSteps>
cudaError_t multiplySkinny(cudaStream_t stream, const fovea_gemm& op, const float* a, const float* b, const Epilogue& epilogue,
                           void* workspace, bool packs) {
  SkinnyProblem<LongAlongSteps> problem{op, a, b, epilogue, op.n < op.m};
  Schedule schedule = skinnySchedule(op);
  schedule.partials = static_cast<float*>(workspace);
  int few = std::min(op.m, op.n);
  int longLanes = std::max(op.m, op.n);
  cudaError_t error;
  if constexpr (LongAlongSteps) {
    error = skinnyProduct<DotProducts>(stream, problem, schedule, few, longLanes, op.batch, packs);
  } else {
    error = skinnyProduct<OuterProducts>(stream, problem, schedule, few, longLanes, op.batch, packs);
  }
  return error != cudaSuccess || schedule.splits == 1 ? error : addSplits(stream, problem, schedule);
}

/** Few rows, or few columns; the other matrix decides how it is read. */
cudaError_t multiplySkinny(cudaStream_t stream, const fovea_gemm& op, const float* a, const float* b, const Epilogue& epilogue,
                           void* workspace) {
  bool fewColumns = op.n < op.m;
  bool alongSteps = fewColumns ? op.transpose_a == 0 : op.transpose_b != 0;
  bool packs = fewColumns ? readsPacks(a, op.transpose_a != 0 ? op.m : op.k, op.stride_a, op.batch_stride_a)
                          : readsPacks(b, op.transpose_b != 0 ? op.k : op.n, op.stride_b, op.batch_stride_b);
  return alongSteps ? multiplySkinny<true>(stream, op, a, b, epilogue, workspace, packs)
                    : multiplySkinny<false>(stream, op, a, b, epilogue, workspace, packs);
}

template <bool AAlongSteps, bool BAlongSteps>
cudaError_t multiply(cudaStream_t stream, const fovea_gemm& op, const float* a, const float* b, const Epilogue& epilogue,
                     void* workspace) {
  GemmProblem<AAlongSteps, BAlongSteps> problem{op, a, b, epilogue};
  bool operandPacks = readsPacks(a, AAlongSteps ? op.k : op.m, op.stride_a, op.batch_stride_a) &&
                      readsPacks(b, BAlongSteps ? op.k : op.n, op.stride_b, op.batch_stride_b);
  bool resultPacks = storesPacks(epilogue) && divisibleForPacks(op.n, op.stride_y, op.batch_stride_y);
  return product(stream, problem, op.precision, operandPacks, resultPacks, workspace);
}

}  // namespace

}  // namespace fovea

size_t fovea_gemm_workspace(const fovea_gemm* op) {
  return fovea::isSkinny(*op) ? fovea::skinnyWorkspace(*op) : fovea::workspaceOf({op->batch, op->m, op->n, op->k});
}

cudaError_t fovea_gemm_float32(const fovea_gemm* op, const float* a, const float* b, const fovea_epilogue* epilogue, float* y,
                               void* workspace, cudaStream_t stream) {
  fovea::Epilogue stored = fovea::makeEpilogue(epilogue, y);
  stored.alpha = op->alpha;
  stored.beta = op->beta;
  if (fovea::isSkinny(*op)) {
    return fovea::multiplySkinny(stream, *op, a, b, stored, workspace);
  }
  if (op->transpose_a != 0) {
    return op->transpose_b != 0 ? fovea::multiply<false, true>(stream, *op, a, b, stored, workspace)
                                : fovea::multiply<false, false>(stream, *op, a, b, stored, workspace);
  }
  return op->transpose_b != 0 ? fovea::multiply<true, true>(stream, *op, a, b, stored, workspace)
                              : fovea::multiply<true, false>(stream, *op, a, b, stored, workspace);
}
