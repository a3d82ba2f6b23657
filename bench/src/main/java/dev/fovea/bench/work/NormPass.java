package dev.fovea.bench.work;

/** Passes of a normalisation. */
public enum NormPass {
  /** With given statistics; for a layer normalisation, without keeping them. */
  INFERENCE("inference"),
  /** With the batch's own statistics, kept for the gradient. */
  TRAINING("training"),
  /** The gradients of x, gamma and beta. */
  GRADIENT("gradient");

  private final String title;

  NormPass(String title) {
    this.title = title;
  }

  /** Its name in a row. */
  public String title() {
    return title;
  }
}
