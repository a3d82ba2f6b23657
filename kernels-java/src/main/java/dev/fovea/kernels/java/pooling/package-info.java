/** Max and average pooling. */
package dev.fovea.kernels.java.pooling;
