/** Tensors, autograd, layers, optimisers, data and models. */
module dev.fovea.engine {
  requires transitive dev.fovea.backend;
  requires com.fasterxml.jackson.core;
  requires java.desktop;
  requires java.net.http;

  exports dev.fovea.engine.autograd;
  exports dev.fovea.engine.data;
  exports dev.fovea.engine.formats;
  exports dev.fovea.engine.graph;
  exports dev.fovea.engine.inference;
  exports dev.fovea.engine.models;
  exports dev.fovea.engine.nn;
  exports dev.fovea.engine.optim;
  exports dev.fovea.engine.tensor;
  exports dev.fovea.engine.train;
  exports dev.fovea.engine.vision;
}
