package dev.fovea.kernels.java.reduction;

import java.lang.foreign.MemorySegment;

/**
 * Neighbouring float32 elements.
 *
 * @param memory where they lie
 * @param begin the first
 */
record Row(MemorySegment memory, long begin) {}
