/** The CUDA run-time as objects: library, device, streams, events and graphs. */
package dev.fovea.kernels.cuda.runtime;
