/** Layers with named parameters, initialisers, losses, and the summary of a model. */
package dev.fovea.engine.nn;
