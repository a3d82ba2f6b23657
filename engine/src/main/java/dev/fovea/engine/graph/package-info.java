/** A forward pass as data: what a {@link dev.fovea.engine.graph.Recorder} has written down. */
package dev.fovea.engine.graph;
