/** What this machine can do at most: the limits that kernels are measured against. */
package dev.fovea.kernels.java.machine;
