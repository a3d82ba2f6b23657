#include "settings.h"

#include <cstdlib>

#include "cuda_runtime_api.h"

namespace {

long long setting(const char* name, long long absent) {
  const char* given = std::getenv(name);
  return given == nullptr ? absent : std::strtoll(given, nullptr, 10);
}

constexpr const char* faultName = "FOVEA_EMULATED_FAULT";
long long kernelsRun = 0;

}  // namespace

namespace emulation {

int driverVersion() {
  int newest = 0;
  cudaRuntimeGetVersion(&newest);
  return static_cast<int>(setting("FOVEA_EMULATED_DRIVER", newest));
}

int devices() { return static_cast<int>(setting("FOVEA_EMULATED_DEVICES", 1)); }

int capability() { return static_cast<int>(setting("FOVEA_EMULATED_CAPABILITY", 90)); }

size_t memoryBytes() { return static_cast<size_t>(setting("FOVEA_EMULATED_MEMORY", 16LL << 30)); }

int libraryVersion(int compiled) { return static_cast<int>(setting("FOVEA_EMULATED_LIBRARY", compiled)); }

bool kernelFails() {
  long long failing = setting(faultName, 0);
  kernelsRun = failing == 0 ? 0 : kernelsRun + 1;
  return failing != 0 && kernelsRun >= failing;
}

cudaError_t fault() {
  long long failing = setting(faultName, 0);
  if (failing == 0) {
    kernelsRun = 0;
  }
  return failing != 0 && kernelsRun >= failing ? cudaErrorLaunchFailure : cudaSuccess;
}

}  // namespace emulation
