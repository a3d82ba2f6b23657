/** Sums and extrema, and the row-wise functions built on them. */
package dev.fovea.kernels.java.reduction;
