/** Files that hold tensors. */
package dev.fovea.engine.formats;
