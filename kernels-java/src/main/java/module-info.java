/** CPU kernels in pure Java on the JDK Vector API. */
module dev.fovea.kernels.java {
  requires transitive dev.fovea.backend;
  requires jdk.incubator.vector;

  exports dev.fovea.kernels.java.machine;

  provides dev.fovea.backend.BackendProvider with
      dev.fovea.kernels.java.JavaBackendProvider;
}
