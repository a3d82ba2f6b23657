package dev.fovea.backend.op;

/** The geometry of one operation: a record, so that equal operations are equal keys. */
public interface Operation {
  /** The name in tables, messages and reproductions: {@code conv2d}. */
  String operation();
}
