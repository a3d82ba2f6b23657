/** Networks as ONNX files: as much of the format as the peers' networks need. */
package dev.fovea.bench.onnx;
