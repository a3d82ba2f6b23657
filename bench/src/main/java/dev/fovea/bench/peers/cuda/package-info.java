/**
 * cuBLAS and cuDNN through Bytedeco's bindings, whose libraries come from the library path. Not yet
 * run on a GPU.
 */
package dev.fovea.bench.peers.cuda;
