#include <algorithm>
#include <iterator>

#include "cuda_runtime_api.h"

namespace {

struct Error {
  cudaError_t number;
  const char* name;
  const char* text;
};

constexpr Error errors[] = {
    {cudaSuccess, "cudaSuccess", "no error"},
    {cudaErrorInvalidValue, "cudaErrorInvalidValue", "invalid argument"},
    {cudaErrorMemoryAllocation, "cudaErrorMemoryAllocation", "out of memory"},
    {cudaErrorInvalidConfiguration, "cudaErrorInvalidConfiguration", "invalid configuration argument"},
    {cudaErrorInsufficientDriver, "cudaErrorInsufficientDriver", "CUDA driver version is insufficient for CUDA runtime version"},
    {cudaErrorNoDevice, "cudaErrorNoDevice", "no CUDA-capable device is detected"},
    {cudaErrorInvalidDevice, "cudaErrorInvalidDevice", "invalid device ordinal"},
    {cudaErrorIllegalState, "cudaErrorIllegalState", "the operation cannot be performed in the present state"},
    {cudaErrorNotReady, "cudaErrorNotReady", "device not ready"},
    {cudaErrorLaunchFailure, "cudaErrorLaunchFailure", "unspecified launch failure"},
};
constexpr Error unknown = {cudaSuccess, "unrecognized error code", "unrecognized error code"};

const Error& find(cudaError_t number) {
  const Error* found =
      std::find_if(std::begin(errors), std::end(errors), [=](const Error& error) { return error.number == number; });
  return found == std::end(errors) ? unknown : *found;
}

}  // namespace

const char* cudaGetErrorName(cudaError_t error) { return find(error).name; }

const char* cudaGetErrorString(cudaError_t error) { return find(error).text; }
