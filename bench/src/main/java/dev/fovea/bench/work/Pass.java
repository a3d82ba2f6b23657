package dev.fovea.bench.work;

/** Passes of a convolution. */
public enum Pass {
  /** {@code y} from {@code x} and {@code w}. */
  FORWARD("forward"),
  /** {@code dx} from {@code dy} and {@code w}. */
  INPUT_GRADIENT("dx"),
  /** {@code dw} from {@code x} and {@code dy}. */
  WEIGHT_GRADIENT("dw");

  private final String title;

  Pass(String title) {
    this.title = title;
  }

  /** Its name in a row. */
  public String title() {
    return title;
  }
}
