/** Cases, error bounds, gradient checks and fuzzing for any backend. */
module dev.fovea.conformance {
  requires transitive dev.fovea.backend;

  exports dev.fovea.conformance;
}
