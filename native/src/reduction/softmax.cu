// Softmax and log-softmax of rows, and their gradients.

#include "reduction/softmax_row.cuh"

namespace fovea {

namespace {

template <int Width, bool Logarithm>
__global__ void softmaxKernel(Team team, int64_t rows, int64_t classes, const float* x, float* y) {
  team.forEachRow(rows, [&](int64_t row, bool exists) {
    int64_t first = row * classes;
    int64_t length = exists ? classes : 0;
    Exponentials of = exponentials<Width>(team, x + first, length);
    float scale = 1 / of.sum;
    float logarithm = logf(of.sum);
    team.forEachPack<Width>(length, [&](int64_t i) {
      Pack<Width> pack = loadPack<Width>(x + first + i);
#pragma unroll
      for (int j = 0; j < Width; j++) {
        float shifted = pack[j] - of.maximum;
        pack[j] = Logarithm ? shifted - logarithm : expf(shifted) * scale;
      }
      storePack(y + first + i, pack);
    });
  });
}

template <int Width, bool Logarithm>
__global__ void softmaxGradientKernel(Team team, int64_t rows, int64_t classes, const float* y, const float* dy, float* dx) {
  team.forEachRow(rows, [&](int64_t row, bool exists) {
    int64_t first = row * classes;
    int64_t length = exists ? classes : 0;
    float sum = 0;
    team.forEachPack<Width>(length, [&](int64_t i) {
      Pack<Width> gradient = loadPack<Width>(dy + first + i);
      Pack<Width> value = Logarithm ? gradient : loadPack<Width>(y + first + i);
#pragma unroll
      for (int j = 0; j < Width; j++) {
        sum += Logarithm ? gradient[j] : gradient[j] * value[j];
      }
    });
    sum = team.combine(sum, Sum{});
    team.forEachPack<Width>(length, [&](int64_t i) {
      Pack<Width> gradient = loadPack<Width>(dy + first + i);
      Pack<Width> value = loadPack<Width>(y + first + i);
#pragma unroll
      for (int j = 0; j < Width; j++) {
        gradient[j] = Logarithm ? gradient[j] - expf(value[j]) * sum : value[j] * (gradient[j] - sum);
      }
      storePack(dx + first + i, gradient);
    });
  });
}

}  // namespace

}  // namespace fovea

cudaError_t fovea_softmax_float32(int rows, int classes, int logarithm, const float* x, float* y, cudaStream_t stream) {
  return logarithm != 0
             ? fovea::launchRows(stream, &fovea::softmaxKernel<4, true>, &fovea::softmaxKernel<1, true>, rows, classes, x, y)
             : fovea::launchRows(stream, &fovea::softmaxKernel<4, false>, &fovea::softmaxKernel<1, false>, rows, classes, x, y);
}

cudaError_t fovea_softmax_gradient_float32(int rows, int classes, int logarithm, const float* y, const float* dy, float* dx,
                                           cudaStream_t stream) {
  return logarithm != 0 ? fovea::launchRows(stream, &fovea::softmaxGradientKernel<4, true>, &fovea::softmaxGradientKernel<1, true>,
                                            rows, classes, y, dy, dx)
                        : fovea::launchRows(stream, &fovea::softmaxGradientKernel<4, false>,
                                            &fovea::softmaxGradientKernel<1, false>, rows, classes, y, dy, dx);
}
