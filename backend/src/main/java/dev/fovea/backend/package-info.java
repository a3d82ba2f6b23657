/**
 * The backend SPI. {@link dev.fovea.backend.Backends} finds and opens a backend, {@link
 * dev.fovea.backend.Backend} runs the operations of {@link dev.fovea.backend.op} on its buffers.
 */
package dev.fovea.backend;
