package dev.fovea.backend;

/**
 * A failure that the user can understand: the message is one sentence that names what is wrong and,
 * where there is one, the remedy. Programs show the message, not the stack trace.
 */
public class FoveaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure with a one-sentence message. */
  public FoveaException(String message) {
    super(message);
  }

  /** A failure with a one-sentence message and what caused it. */
  public FoveaException(String message, Throwable cause) {
    super(message, cause);
  }
}
