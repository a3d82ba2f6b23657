/** Working memory of kernels. */
package dev.fovea.kernels.java.memory;
