/** Calls on their way to the device: one by one, or repeated as graphs. */
package dev.fovea.kernels.cuda.calls;
