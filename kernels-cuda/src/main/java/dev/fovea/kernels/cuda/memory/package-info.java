/** Device memory from a pool, and copies in and out of it. */
package dev.fovea.kernels.cuda.memory;
