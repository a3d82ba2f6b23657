/** The {@code fovea bench} command. */
package dev.fovea.bench;
