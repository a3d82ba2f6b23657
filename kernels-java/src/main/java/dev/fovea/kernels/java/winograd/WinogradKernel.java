package dev.fovea.kernels.java.winograd;

/**
 * The transforms of Winograd's minimal filtering F(m×m, 3×3): {@code Y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A}
 * gives m×m outputs of a 3×3 correlation from (m+2)×(m+2) inputs with (m+2)² multiplications
 * instead of 9·m² (Lavin and Gray, "Fast algorithms for convolutional neural networks",
 * arXiv:1509.09308, section 4).
 *
 * <p>Each call transforms one vector of channels. Element (i,j) of a transformed tile is called its
 * point i·(m+2) + j.
 */
interface WinogradKernel {
  /** Rows and columns m of a tile's outputs. */
  int outputs();

  /** Rows and columns m + 2 of a tile's inputs. */
  default int inputs() {
    return outputs() + 2;
  }

  /** Points of a transformed tile, (m+2)². */
  default int points() {
    return inputs() * inputs();
  }

  /**
   * {@code V = Bᵀ d B}.
   *
   * @param image values {@code [rows, columns, channels]}
   * @param at the tile's first
   * @param rowStride values between rows
   * @param columnStride values between columns
   * @param work {@link #points()} vectors
   * @param transformed where the points go
   * @param to the first point
   * @param pointStride values between points
   */
  void input(
      float[] image,
      int at,
      int rowStride,
      int columnStride,
      float[] work,
      float[] transformed,
      int to,
      int pointStride);

  /**
   * {@code U = G g Gᵀ}.
   *
   * @param weights values {@code [3, 3, …]}
   * @param at the first
   * @param tapStride values between taps
   * @param work {@link #points()} vectors
   * @param transformed where the points go
   * @param to the first point
   * @param pointStride values between points
   */
  void filter(
      float[] weights,
      int at,
      int tapStride,
      float[] work,
      float[] transformed,
      int to,
      int pointStride);

  /**
   * {@code Y = Aᵀ M A}.
   *
   * @param products the points
   * @param at the first
   * @param pointStride values between points
   * @param work {@link #points()} vectors
   * @param results values {@code [rows, columns, channels]}
   * @param to the tile's first
   * @param rowStride values between rows
   * @param columnStride values between columns
   */
  void output(
      float[] products,
      int at,
      int pointStride,
      float[] work,
      float[] results,
      int to,
      int rowStride,
      int columnStride);

  /**
   * {@code W = A e Aᵀ}: what the gradient of a tile's outputs gives to its points.
   *
   * @param gradient values {@code [rows, columns, channels]}
   * @param at the tile's first
   * @param rowStride values between rows
   * @param columnStride values between columns
   * @param work {@link #points()} vectors
   * @param transformed where the points go
   * @param to the first point
   * @param pointStride values between points
   */
  void outputGradient(
      float[] gradient,
      int at,
      int rowStride,
      int columnStride,
      float[] work,
      float[] transformed,
      int to,
      int pointStride);

  /**
   * {@code Gᵀ U G}: what the gradient of a filter's points gives to its weights.
   *
   * @param products the points
   * @param at the first
   * @param pointStride values between points
   * @param work {@link #points()} vectors
   * @param weights values {@code [3, 3, …]}
   * @param to the first
   * @param tapStride values between taps
   */
  void filterGradient(
      float[] products,
      int at,
      int pointStride,
      float[] work,
      float[] weights,
      int to,
      int tapStride);
}
