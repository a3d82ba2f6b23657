/** The vector width that this run computes in, or why it computes in scalars. */
package dev.fovea.kernels.java.simd;
