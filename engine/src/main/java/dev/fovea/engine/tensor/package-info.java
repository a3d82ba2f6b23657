/** Tensors and the scopes they die with; see {@link dev.fovea.engine.tensor.Tensor}. */
package dev.fovea.engine.tensor;
