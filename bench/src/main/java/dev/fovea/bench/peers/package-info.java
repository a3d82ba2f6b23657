/** The libraries that Fovea is measured beside. */
package dev.fovea.bench.peers;
