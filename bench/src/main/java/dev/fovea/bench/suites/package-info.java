/** Which shapes each suite measures, and where they come from. */
package dev.fovea.bench.suites;
