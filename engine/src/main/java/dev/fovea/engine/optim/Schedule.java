package dev.fovea.engine.optim;

/** A learning rate over time, as a factor of the base rate. */
@FunctionalInterface
public interface Schedule {
  /** The base rate, always. */
  Schedule CONSTANT = step -> 1;

  /** The factor for a step, counted from 0. */
  double factor(long step);

  /** {@code gamma^floor(step / every)}: a drop by the factor gamma every so many steps. */
  static Schedule step(long every, double gamma) {
    return step -> Math.pow(gamma, Math.floorDiv(step, every));
  }

  /**
   * Half a cosine wave from 1 to {@code last} (Loshchilov and Hutter, arXiv:1608.03983), which then
   * stays.
   */
  static Schedule cosine(long steps, double last) {
    return step -> {
      double progress = steps <= 0 ? 1 : Math.min(1, (double) step / steps);
      return last + (1 - last) * (1 + Math.cos(Math.PI * progress)) / 2;
    };
  }

  /** Grows linearly to 1 over some steps, {@code (step + 1) / steps}, then follows another one. */
  static Schedule warmUp(long steps, Schedule then) {
    return step -> step < steps ? (step + 1.0) / steps : then.factor(step - steps);
  }
}
