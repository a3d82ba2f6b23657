/**
 * Models compiled for inference, see {@link dev.fovea.engine.inference.InferencePlan}: calls are
 * fused, memory is planned, constants are prepared once.
 */
package dev.fovea.engine.inference;
