/** The model library: one file per model. */
package dev.fovea.engine.models;
