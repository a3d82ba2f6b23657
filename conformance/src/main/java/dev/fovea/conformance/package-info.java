/**
 * One case list for every backend: forward checks against the reference, gradient checks against
 * central differences, algebraic identities and fuzzing. {@link dev.fovea.conformance.Conformance}
 * runs it.
 */
package dev.fovea.conformance;
