/**
 * Peers that can't share a process with others. Each runs in one of its own, its library and this
 * package on the class path, and takes turns over pipes, a line a request.
 */
package dev.fovea.bench.guest;
