/**
 * The backend SPI: operations as records, typed buffers, host memory, and the reference backend.
 */
module dev.fovea.backend {
  exports dev.fovea.backend;
  exports dev.fovea.backend.op;
  exports dev.fovea.backend.memory;
  exports dev.fovea.backend.random;

  uses dev.fovea.backend.BackendProvider;

  provides dev.fovea.backend.BackendProvider with
      dev.fovea.backend.reference.ReferenceBackendProvider;
}
