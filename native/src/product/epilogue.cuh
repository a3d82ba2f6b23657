// What happens to a sum of products before it is stored.
#pragma once

#include "fovea_kernels.h"
#include "common/pack.cuh"

namespace fovea {

/** x < 0 ? slope · x : x and the like; see fovea_activation. */
__device__ inline float activate(fovea_activation activation, float slope, float x) {
  switch (activation) {
    case FOVEA_IDENTITY:
      return x;
    case FOVEA_RELU:
      return x < 0 ? 0 : x;
    case FOVEA_LEAKY_RELU:
      return x < 0 ? slope * x : x;
    case FOVEA_SIGMOID:
      return 1 / (1 + expf(-x));
    case FOVEA_TANH:
      return tanhf(x);
  }
  return x;
}

/** y[position] = activation(alpha · sum + beta · y[position] + bias[column] + addend[position]). */
struct Epilogue {
  float* y;
  const float* bias = nullptr;
  const float* addend = nullptr;
  float alpha = 1;
  float beta = 0;
  fovea_activation activation = FOVEA_IDENTITY;
  float slope = 0;

  /** The same for a part of y that begins at this position, and at this column. */
  __device__ Epilogue at(int64_t position, int column) const {
    Epilogue part = *this;
    part.y += position;
    part.bias = bias == nullptr ? nullptr : bias + column;
    part.addend = addend == nullptr ? nullptr : addend + position;
    return part;
  }

  template <int Width>
  __device__ void store(int64_t position, int column, const Pack<Width>& sums) const {
    Pack<Width> result;
#pragma unroll
    for (int i = 0; i < Width; i++) {
      result[i] = alpha * sums[i];
    }
    add(result, beta, beta == 0 ? nullptr : y + position);
    add(result, 1, bias == nullptr ? nullptr : bias + column);
    add(result, 1, addend == nullptr ? nullptr : addend + position);
#pragma unroll
    for (int i = 0; i < Width; i++) {
      result[i] = activate(activation, slope, result[i]);
    }
    storePack(y + position, result);
  }

 private:
  template <int Width>
  __device__ static void add(Pack<Width>& result, float factor, const float* term) {
    if (term != nullptr) {
      Pack<Width> pack = loadPack<Width>(term);
#pragma unroll
      for (int i = 0; i < Width; i++) {
        result[i] += factor * pack[i];
      }
    }
  }
};

/** The caller's epilogue, which may be null. */
inline Epilogue makeEpilogue(const fovea_epilogue* epilogue, float* y) {
  Epilogue result{y};
  if (epilogue != nullptr) {
    result.bias = epilogue->bias;
    result.addend = epilogue->addend;
    result.activation = epilogue->activation;
    result.slope = epilogue->slope;
  }
  return result;
}

/** Whether positions that are multiples of four may be stored in packs. */
inline bool storesPacks(const Epilogue& epilogue) { return alignedForPacks(epilogue.y, epilogue.bias, epilogue.addend); }

}  // namespace fovea
