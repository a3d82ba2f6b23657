package dev.fovea.engine.tensor;

import dev.fovea.backend.RandomState;

/**
 * Hands out stretches of a counter-based random stream, one after the other, so that no two draws
 * share numbers. Its whole state is a seed and an offset: restored, it continues with the same
 * numbers on any backend and any number of threads.
 */
public final class Generator {
  private RandomState state;

  /** The start of the stream of a seed. */
  public Generator(long seed) {
    this.state = RandomState.of(seed);
  }

  /** The stretch for a fill or a dropout of {@code elements} values; the next one begins after. */
  public RandomState take(long elements) {
    var taken = state;
    state = state.advance(elements);
    return taken;
  }

  /** Where the next stretch begins. */
  public RandomState state() {
    return state;
  }

  /** Continues from a saved state. */
  public void restore(RandomState saved) {
    state = saved;
  }
}
