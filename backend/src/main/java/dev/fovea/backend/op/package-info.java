/**
 * Operations as values: geometry, checked in the constructor, with derived sizes as methods. Equal
 * records are equal keys for plans, cases, benchmarks and fuzzing.
 */
package dev.fovea.backend.op;
