/** Pools of memory, and off-heap memory for backends that compute on the CPU. */
package dev.fovea.backend.memory;
