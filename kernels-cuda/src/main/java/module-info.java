/** The CUDA backend: kernels of {@code native/} through JavaCPP, device memory, streams, graphs. */
module dev.fovea.kernels.cuda {
  requires transitive dev.fovea.backend;
  requires org.bytedeco.javacpp;

  provides dev.fovea.backend.BackendProvider with
      dev.fovea.kernels.cuda.CudaBackendProvider;
}
