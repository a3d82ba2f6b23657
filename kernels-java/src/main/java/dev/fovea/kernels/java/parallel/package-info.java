/** The threads that kernels share. */
package dev.fovea.kernels.java.parallel;
