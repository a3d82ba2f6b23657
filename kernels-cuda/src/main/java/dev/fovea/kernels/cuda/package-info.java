/** The CUDA backend, one interface per family of operations. */
package dev.fovea.kernels.cuda;
