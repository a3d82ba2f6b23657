/** The counter-based random numbers that every backend gives alike. */
package dev.fovea.backend.random;
