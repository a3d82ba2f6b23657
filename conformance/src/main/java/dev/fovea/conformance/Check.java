package dev.fovea.conformance;

/** What is held against an operation. */
public enum Check {
  /** Listed geometries, compared with the other backend within an error bound. */
  FORWARD,
  /** Gradient operations, compared with central differences in double precision. */
  GRADIENT,
  /** Algebraic identities, at sizes too large for the reference. */
  IDENTITY,
  /** The same case twice gives the same bits. */
  DETERMINISM,
  /** Random geometries, compared like the listed ones. */
  FUZZ
}
