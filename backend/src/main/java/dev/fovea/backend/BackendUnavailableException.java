package dev.fovea.backend;

/** A backend that is unknown or can't open here; the message says why and what to do. */
public final class BackendUnavailableException extends FoveaException {
  private static final long serialVersionUID = 1L;

  /** Why the backend can't be had, in one sentence. */
  public BackendUnavailableException(String message) {
    super(message);
  }
}
