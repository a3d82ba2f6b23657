package dev.fovea.engine.train;

/** Says when a measure that should grow has not grown for too long. */
public final class EarlyStopping {
  private final int patience;
  private double best = Double.NEGATIVE_INFINITY;
  private int since;

  /**
   * Nothing seen yet.
   *
   * @param patience values without a new best one after which to stop; 0 for never
   */
  public EarlyStopping(int patience) {
    this.patience = patience;
  }

  /** Takes the next value and says whether to stop. */
  public boolean stopAfter(double value) {
    if (value > best) {
      best = value;
      since = 0;
    } else {
      since++;
    }
    return patience > 0 && since >= patience;
  }
}
