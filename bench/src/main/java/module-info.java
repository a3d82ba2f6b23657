/** Microbenchmarks. */
module dev.fovea.bench {
  requires dev.fovea.backend;
}
