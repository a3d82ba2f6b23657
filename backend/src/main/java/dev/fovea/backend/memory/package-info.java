/** Pooled, 64-byte aligned off-heap memory for backends that compute on the CPU. */
package dev.fovea.backend.memory;
