package dev.fovea.backend;

/**
 * A backend's memory at one moment, in bytes.
 *
 * @param live held by buffers that are not yet closed
 * @param cached kept for reuse, held by no buffer
 * @param peak the highest {@code live} so far
 * @param limit what {@code live + cached} may reach
 */
public record MemoryStats(long live, long cached, long peak, long limit) {}
