/** Tensors, autograd, layers, optimisers, data and models. */
module dev.fovea.engine {
  requires transitive dev.fovea.backend;
}
