/** Counter-based random numbers, many at a time. */
package dev.fovea.kernels.java.random;
