/** libtorch, on whole networks. */
package dev.fovea.bench.peers.torch;
