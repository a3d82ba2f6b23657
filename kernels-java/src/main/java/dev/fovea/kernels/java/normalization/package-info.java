/** Batch and layer normalisation. */
package dev.fovea.kernels.java.normalization;
