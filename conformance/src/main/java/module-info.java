/** Cases, error bounds, gradient checks and fuzzing for any backend. */
module dev.fovea.conformance {
  requires transitive dev.fovea.backend;
  requires static org.junit.jupiter.api;

  exports dev.fovea.conformance;
}
