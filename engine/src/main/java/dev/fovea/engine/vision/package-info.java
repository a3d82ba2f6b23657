/** Pictures: reading, writing, drawing. */
package dev.fovea.engine.vision;
