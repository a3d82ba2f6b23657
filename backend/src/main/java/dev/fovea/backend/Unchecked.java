package dev.fovea.backend;

import dev.fovea.backend.op.Operation;

/** What the families of {@link CheckedBackend} share: the backend behind the check. */
interface Unchecked {
  /** Where an operation goes once its operands are checked. */
  Backend unchecked();

  /** Begins the check of one call. */
  default OperandCheck check(Operation op) {
    return new OperandCheck(unchecked(), op);
  }
}
