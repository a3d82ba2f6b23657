package dev.fovea.kernels.java.gemm;

/**
 * The whole of a product of few steps, from rows where they lie to y: a tile's sums go through the
 * epilogue in registers, and no row is copied on the way in or out.
 */
interface ShallowKernel {
  /** Panels that it multiplies by at a time. */
  int PANELS = 2;

  /**
   * Multiplies some rows by two panels: {@code y[i,j] = relu(Σ a[i,k] · b[k,j] + bias[j])}, k
   * ascending, or without one of relu and bias.
   *
   * @param a the rows
   * @param first first row to multiply
   * @param rows rows to multiply, at least 1
   * @param b packed panels, of which all steps count
   * @param panel the first of the two panels, both full
   * @param output y and its epilogue
   * @param column column of y of the first value: which bias it takes
   * @param at where the first value goes in y, in bytes
   */
  void multiply(
      Patches a, int first, int rows, PanelRange b, int panel, Output output, int column, long at);
}
