/** Peers in processes of their own: what the host does for them. */
package dev.fovea.bench.peers.guests;
