/** Pictures of a training's result. */
package dev.fovea.cli.plots;
