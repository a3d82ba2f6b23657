/** Tensors, autograd, layers, optimisers, data and models. */
module dev.fovea.engine {
  requires transitive dev.fovea.backend;
  requires java.desktop;
  requires java.net.http;

  exports dev.fovea.engine.data;
  exports dev.fovea.engine.vision;
}
