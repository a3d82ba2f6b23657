package dev.fovea.backend.op;

/**
 * How the windows of a pooling lie along one axis: {@link Window} slides, {@link Adaptive} divides.
 */
public sealed interface PoolAxis permits Window, Adaptive {
  /** Cells of the input. */
  int size();

  /** Number of windows. */
  int output();

  /** First input cell of a window, not counting padding. */
  int begin(int window);

  /** The cell after the last input cell of a window, not counting padding. */
  int end(int window);

  /** Cells of a window, padding included. */
  int extent(int window);
}
