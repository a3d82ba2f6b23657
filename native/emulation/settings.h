/*
 * What is wrong with the emulated device, by environment variables: so that tests see what is said of a driver that is too old,
 * or of a kernel that fails. They are read at each call, and may change meanwhile.
 *
 *   FOVEA_EMULATED_DRIVER      newest CUDA version that the driver knows, 1000 · major + 10 · minor; 0: no driver
 *   FOVEA_EMULATED_DEVICES     how many devices there are, 0 or 1
 *   FOVEA_EMULATED_CAPABILITY  compute capability, 10 · major + minor
 *   FOVEA_EMULATED_MEMORY      bytes of device memory
 *   FOVEA_EMULATED_LIBRARY     what fovea_library_version says
 *   FOVEA_EMULATED_FAULT       n: the n-th kernel to run from now on fails, and then every call, until the variable is unset
 */
#pragma once

#include <cstddef>

#include "cuda_runtime_api.h"

namespace emulation {

int driverVersion();
int devices();
int capability();
size_t memoryBytes();
int libraryVersion(int compiled);

/** Whether the kernel that is about to run is the one that fails. */
bool kernelFails();

/** What a kernel that has failed leaves to all later calls: a device reports it when it is asked, not when it happens. */
cudaError_t fault();

}  // namespace emulation
