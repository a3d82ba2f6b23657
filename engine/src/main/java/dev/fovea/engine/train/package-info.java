/** Training loop, evaluation, metrics and checkpoints. */
package dev.fovea.engine.train;
