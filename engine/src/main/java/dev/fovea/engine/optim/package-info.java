/** Optimisers, learning-rate schedules and gradient clipping. */
package dev.fovea.engine.optim;
